/** Repositories of Docker's official images, for telling a slip of the finger from a name.
 *  Source: github.com/docker-library/official-images, library/ */
const NAMES = `adminer aerospike almalinux alpine amazoncorretto amazonlinux arangodb archlinux backdrop bash bonita
buildpack-deps busybox caddy cassandra centos chronograf cirros clojure composer consul couchbase couchdb crate debian
docker drupal eclipse-mosquitto eclipse-temurin elasticsearch elixir emqx erlang fedora flink fluentd friendica gcc
ghost golang gradle groovy haproxy haskell haxe hello-world httpd hylang ibmjava influxdb irssi jenkins jetty joomla
jruby julia kapacitor kibana kong lightstreamer logstash mageia mariadb matomo maven mediawiki memcached mongo
mongo-express monica mysql nats neo4j neurodebian nextcloud nginx node notary odoo openjdk open-liberty oraclelinux
orientdb percona perl photon php phpmyadmin plone postfixadmin postgres pypy python rabbitmq rakudo-star redis redmine
registry rethinkdb rockylinux ros ruby rust sapmachine scratch silverpeas solr sonarqube spark spiped storm swift
swipl teamspeak telegraf tomcat tomee traefik ubuntu unit varnish vault wordpress xwiki yourls znc zookeeper`.split(/\s+/);

const official = new Set(NAMES);

/** Is it within one slip (a letter too many, too few, another, or two swapped) of an official name? */
export function isSlip(name: string): boolean {
  return !official.has(name) && name.length >= 4 && NAMES.some((one) => one.length >= 4 && oneSlip(name, one));
}

function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [x, y] = [a.slice(start), b.slice(start)];
  const swapped = x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
  return swapped || x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1);
}
