{{/* What is said of one service takes a dict: root (the chart), name (such as roster-service), service (its values). */}}

{{/* The services by their names, and the console where it is enabled. Only who sends requests to Coupa has connections.budget. */}}
{{- define "coupa-bridge.services" -}}
{{- $all := deepCopy .Values.services -}}
{{- if .Values.console.enabled }}{{ $_ := set $all "console" .Values.console }}{{ end -}}
{{ toYaml $all }}
{{- end }}

{{- define "coupa-bridge.name" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 45 | trimSuffix "-" }}
{{- end }}

{{/* Such as roster; token for token-service. Databases have this name. */}}
{{- define "coupa-bridge.shortName" -}}
{{ trimSuffix "-service" .name }}
{{- end }}

{{- define "coupa-bridge.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "coupa-bridge.labels" -}}
{{ include "coupa-bridge.selector" . }}
{{ include "coupa-bridge.chartLabels" .root }}
{{- end }}

{{- define "coupa-bridge.chartLabels" -}}
app.kubernetes.io/part-of: coupa-bridge
app.kubernetes.io/version: {{ include "coupa-bridge.tag" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "coupa-bridge.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "coupa-bridge.databaseCluster" -}}
{{ printf "%s-%s-db" .root.Release.Name (include "coupa-bridge.shortName" .) | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* Of the database "name" (such as roster-service, or budget), as this service reaches it. */}}
{{- define "coupa-bridge.jdbcUrl" -}}
{{- $postgres := .root.Values.postgres -}}
{{- $at := ternary (printf "%s-rw:5432" (include "coupa-bridge.databaseCluster" .)) $postgres.server $postgres.cloudNativePg.enabled -}}
{{- $ca := printf "sslrootcert=/etc/coupa-bridge/%s-ca/%s" .volume $postgres.caKey -}}
{{- if not (or $postgres.cloudNativePg.enabled $postgres.caSecret) -}}
{{- $ca = "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory" -}}
{{- end -}}
jdbc:postgresql://{{ $at }}/{{ include "coupa-bridge.shortName" . }}?{{ $postgres.parameters }}&{{ $ca }}
{{- end }}

{{/* With the login of the role that owns the database "name"; empty where something else migrates. */}}
{{- define "coupa-bridge.ownerSecret" -}}
{{- $postgres := .root.Values.postgres -}}
{{- if $postgres.cloudNativePg.enabled -}}
{{ include "coupa-bridge.databaseCluster" . }}-app
{{- else if $postgres.ownerSecret -}}
{{ $postgres.ownerSecret }}-{{ include "coupa-bridge.shortName" . }}
{{- end -}}
{{- end }}

{{/* With the login of the role that works in the database "name" for the service "worker". */}}
{{- define "coupa-bridge.workSecret" -}}
{{- if .root.Values.postgres.oneRole -}}
{{ include "coupa-bridge.ownerSecret" . }}
{{- else -}}
{{ .root.Values.secrets.databaseLogins }}-{{ .worker }}
{{- end -}}
{{- end }}

{{/* The role that works for a service: roster for roster-service. */}}
{{- define "coupa-bridge.workRole" -}}
{{ trimSuffix "-service" . | replace "-" "_" }}
{{- end }}

{{- define "coupa-bridge.databaseCaSecret" -}}
{{- if .root.Values.postgres.cloudNativePg.enabled -}}
{{ include "coupa-bridge.databaseCluster" . }}-ca
{{- else -}}
{{ .root.Values.postgres.caSecret }}
{{- end -}}
{{- end }}

{{/* "true" where Kafka asks for a login. */}}
{{- define "coupa-bridge.kafkaLogin" -}}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol -}}true{{- end -}}
{{- end }}

{{- define "coupa-bridge.kafkaSecret" -}}
{{- if .root.Values.kafka.strimzi.enabled -}}
{{ include "coupa-bridge.name" . }}
{{- else -}}
{{ .root.Values.kafka.credentialsSecret }}-{{ .name }}
{{- end -}}
{{- end }}

{{/* The keysets of a service by the file's name: the setting that names it, and what the store of secrets calls it. */}}
{{- define "coupa-bridge.keysets" -}}
{{- if eq .name "token-service" }}
client-secrets: {setting: COUPABRIDGE_KEYSETS_CLIENT_SECRETS, remote: client-secrets}
event-signing: {setting: COUPABRIDGE_KEYSETS_EVENT_SIGNING, remote: event-signing}
{{- range (.root.Files.Get "files/catalogue.yaml" | fromYaml).tasks }}
{{ . }}-tokens: {setting: COUPABRIDGE_KEYSETS_{{ . | upper | replace "-" "_" }}_TOKENS, remote: {{ . }}-tokens}
{{- end }}
{{- else if eq .name "console" }}
event-verification: {setting: COUPABRIDGE_KEYSETS_EVENT_VERIFICATION, remote: event-verification}
notifications: {setting: COUPABRIDGE_KEYSETS_NOTIFICATIONS, remote: notifications}
{{- else }}
tokens: {setting: COUPABRIDGE_KEYSETS_TOKENS, remote: {{ include "coupa-bridge.shortName" . }}-tokens}
event-verification: {setting: COUPABRIDGE_KEYSETS_EVENT_VERIFICATION, remote: event-verification}
{{- end }}
{{- end }}

{{/* A value as text. Numbers of a values file are floats, and would become 2.097152e+06 otherwise. */}}
{{- define "coupa-bridge.text" -}}
{{ kindIs "string" . | ternary . (toJson .) }}
{{- end }}

{{/* The settings of a service that are no secret, by their environment variables. */}}
{{- define "coupa-bridge.settings" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- $name := include "coupa-bridge.name" . -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $hosts := list $name (printf "%s.%s" $name $namespace) (printf "%s.%s.svc" $name $namespace) (printf "%s.%s.svc.cluster.local" $name $namespace) -}}
{{- if .service.host }}{{ $hosts = prepend $hosts .service.host }}{{ end -}}
{{- $settings := dict
  "QUARKUS_PROFILE" "prod"
  "QUARKUS_HTTP_HOST" "0.0.0.0"
  "QUARKUS_HTTP_PORT" (.service.port | toString)
  "QUARKUS_MANAGEMENT_HOST" "0.0.0.0"
  "QUARKUS_MANAGEMENT_PORT" (.service.managementPort | toString)
  "COUPABRIDGE_HTTP_HOSTS" (join "," $hosts)
  "QUARKUS_OIDC_AUTH_SERVER_URL" $values.oidc.authServerUrl
  "KAFKA_BOOTSTRAP_SERVERS" $values.kafka.bootstrapServers
  "KAFKA_SECURITY_PROTOCOL" $values.kafka.securityProtocol
  "QUARKUS_DATASOURCE_JDBC_URL" (include "coupa-bridge.jdbcUrl" (dict "root" $root "name" .name "volume" "postgres"))
-}}
{{- if .service.connections.budget -}}
{{- $_ := set $settings "QUARKUS_DATASOURCE__BUDGET__JDBC_URL" (include "coupa-bridge.jdbcUrl" (dict "root" $root "name" "budget" "volume" "budget")) -}}
{{- end -}}
{{- if eq .name "console" }}{{ $settings = merge (include "coupa-bridge.consoleSettings" . | fromYaml) $settings -}}
{{- else }}{{ $_ := set $settings "QUARKUS_OIDC_TOKEN_AUDIENCE" $values.oidc.audience }}{{ end -}}
{{- if include "coupa-bridge.kafkaLogin" .root }}{{ $_ := set $settings "KAFKA_SASL_MECHANISM" $values.kafka.saslMechanism }}{{ end -}}
{{- if $values.kafka.caSecret -}}
{{- $_ := set $settings "KAFKA_SSL_TRUSTSTORE_TYPE" "PEM" -}}
{{- $_ := set $settings "KAFKA_SSL_TRUSTSTORE_LOCATION" (printf "/etc/coupa-bridge/kafka-ca/%s" $values.kafka.caKey) -}}
{{- end -}}
{{- if $values.trust.storeSecret -}}
{{- $_ := set $settings "JDK_JAVA_OPTIONS" (printf "-Djavax.net.ssl.trustStore=/etc/coupa-bridge/trust/%s" $values.trust.storeKey) -}}
{{- end -}}
{{- if and $values.ingress.enabled .service.host (eq .name "token-service") }}{{ $_ := set $settings "COUPABRIDGE_CONNECT_PUBLIC_URL" (printf "https://%s" .service.host) }}{{ end -}}
{{- if $values.postgres.oneRole }}{{ $_ := set $settings "COUPABRIDGE_START_ONE_DATABASE_ROLE" "true" }}{{ end -}}
{{- if $values.kafka.plain }}{{ $_ := set $settings "COUPABRIDGE_START_PLAIN_KAFKA" "true" }}{{ end -}}
{{- range $file, $keyset := include "coupa-bridge.keysets" . | fromYaml -}}
{{- $_ := set $settings $keyset.setting (printf "/etc/coupa-bridge/keysets/%s" $file) -}}
{{- end -}}
{{- range $variable, $value := merge (deepCopy .service.settings) $values.settings -}}
{{- $_ := set $settings $variable (include "coupa-bridge.text" $value) -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end }}

{{/* The settings that only the console has. */}}
{{- define "coupa-bridge.consoleSettings" -}}
QUARKUS_OIDC_CLIENT_ID: {{ .service.clientId | quote }}
# of those who call its REST; an ID token is for the client
QUARKUS_OIDC_API_TOKEN_AUDIENCE: {{ .root.Values.oidc.audience | quote }}
# over the network of the cluster, as the ingress calls them
COUPABRIDGE_START_PLAIN_SERVICES: 'true'
{{- range $name, $service := .root.Values.services }}
{{- $about := dict "root" $.root "name" $name }}
COUPABRIDGE_SERVICES_{{ include "coupa-bridge.shortName" $about | upper | replace "-" "_" }}: http://{{ include "coupa-bridge.name" $about }}:{{ $service.port }}
{{- end }}
{{- if and .root.Values.ingress.enabled .service.host }}
# a page is opened by https, which only the ingress knows
QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING: 'true'
{{- end }}
{{- with .service.smtp }}
{{- if .host }}
COUPABRIDGE_NOTIFICATIONS_SMTP_HOST: {{ .host | quote }}
COUPABRIDGE_NOTIFICATIONS_SMTP_PORT: {{ .port | toString | quote }}
COUPABRIDGE_NOTIFICATIONS_SMTP_FROM: {{ .from | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Peers of a network policy, which the dict says: all addresses but private ones. */}}
{{- define "coupa-bridge.publicAddresses" -}}
- ipBlock:
    cidr: 0.0.0.0/0
    {{- with .privateRanges }}
    except:
      {{- toYaml . | nindent 6 }}
    {{- end }}
- ipBlock:
    cidr: ::/0
    {{- with .privateRangesV6 }}
    except:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}

{{/* An ingress that leads one path to a service. */}}
{{- define "coupa-bridge.ingress" -}}
{{- $ingress := .root.Values.ingress }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "coupa-bridge.name" . }}{{ .suffix }}
  labels:
    {{- include "coupa-bridge.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  ingressClassName: {{ $ingress.className }}
  tls:
    - hosts: [{{ .service.host }}]
      secretName: {{ $ingress.tlsSecret }}-{{ .name }}
  rules:
    - host: {{ .service.host }}
      http:
        paths:
          - path: {{ .path }}
            pathType: Prefix
            backend:
              service:
                name: {{ include "coupa-bridge.name" . }}
                port: {name: http}
{{- end }}
