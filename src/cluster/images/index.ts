import { agnhost, livenessImage, serveHostnameImage, testWebserverImage } from './agnhost';
import { busybox } from './busybox';
import { cassandra } from './cassandra';
import { busyboxPlus, curl, tutumCurl } from './curl';
import { fluentBit, fluentd } from './fluentd';
import { bootcamp, echoserver, gbFrontend, gbFrontendOld, helloApp, helloFrontend, helloGo, nodeHello } from './google-samples';
import { helloWorld } from './hello-world';
import { httpEcho } from './http-echo';
import type { Image } from './image';
import { node, python } from './languages';
import { alpine, bash, centos, debian, dnsutils, ubuntu } from './linux';
import { mariadbImage, mysqlImage } from './mysql';
import { nginx, nginxCopies, nginxSlim } from './nginx';
import { nodeExporter } from './node-exporter';
import { pause } from './pause';
import { perl } from './perl';
import { podinfoImage } from './podinfo';
import { postgres } from './postgres';
import { gbFollower, gbSlave, oldRedis, redis } from './redis';
import { elasticsearch, etcd, memcached, minio, mongo, rabbitmq } from './stores';
import { stress } from './stress';
import { grafana, hpaExample, httpd, prometheus, tomcat, warSample, wordpress } from './web-servers';
import { xtrabackupImage } from './xtrabackup';
import { k8szk, kubernetesZookeeper, zookeeper } from './zookeeper';

/** Every image that the simulated registries know. */
export const images: readonly Image[] = [
  ...[busybox, alpine, bash, debian, ubuntu, centos, dnsutils, curl, busyboxPlus, tutumCurl],
  ...[nginx, nginxCopies, nginxSlim, httpd, tomcat, wordpress, prometheus, grafana, warSample, podinfoImage],
  ...[redis, gbFollower, gbSlave, oldRedis, mysqlImage, mariadbImage, xtrabackupImage, postgres, mongo, cassandra],
  ...[rabbitmq, memcached, elasticsearch, etcd, minio, k8szk, kubernetesZookeeper, zookeeper],
  ...[perl, python, node, nodeExporter, fluentd, fluentBit, stress, pause],
  ...[agnhost, serveHostnameImage, testWebserverImage, livenessImage, hpaExample, httpEcho, helloWorld],
  ...[helloApp, nodeHello, helloGo, helloFrontend, bootcamp, echoserver, gbFrontend, gbFrontendOld],
];
