/** Repositories of Docker's official images, those that are kept no longer among them.
 *  Source: github.com/docker-library/official-images, library/ */
const NAMES = `adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bash
blackfire bonita buildpack-deps busybox caddy cassandra celery centos chronograf cirros clearlinux clefos clickhouse
clojure composer consul convertigo couchbase couchdb crate crux dart debian django docker docker-dev dokuwiki drupal
eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang euleros express-gateway fedora flink
fluentd friendica fsharp gazebo gcc geonetwork ghost glassfish golang gradle groovy haproxy haskell haxe hello-seattle
hello-world hipache hitch hola-mundo httpd hylang ibm-semeru-runtimes ibmjava influxdb iojs irssi java jenkins jetty
joomla jruby julia kaazing-gateway kapacitor kibana kong krakend lightstreamer liquibase logstash mageia mariadb
matomo maven mediawiki memcached mongo mongo-express monica mono mysql nats nats-streaming neo4j neurodebian nextcloud
nginx node notary nuxeo odoo open-liberty openjdk opensuse oraclelinux orientdb owncloud percona perl photon php
php-zendserver phpmyadmin piwik plone postfixadmin postgres pypy python r-base rabbitmq rails rakudo-star rapidoid
redis redmine registry rethinkdb rocket.chat rockylinux ros ruby rust sapmachine satosa scratch silverpeas sl solr
sonarqube sourcemage spark spiped storm swarm swift swipl teamspeak telegraf thrift tomcat tomee traefik ubuntu
ubuntu-debootstrap ubuntu-upstart unit varnish vault websphere-liberty wordpress xwiki yourls znc zookeeper`.split(/\s+/);

const official = new Set(NAMES);

/** Is there an official image of this name? */
export const isOfficial = (name: string): boolean => official.has(name);
