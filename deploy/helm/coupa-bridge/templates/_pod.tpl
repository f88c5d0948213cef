{{/* The pod of a service; with "migrates", the one that has the owners' logins and ends after its migrations. */}}
{{- define "coupa-bridge.pod" -}}
{{- $databases := dict "" $.name -}}
{{- if $.service.connections.budget }}{{ $_ := set $databases "_BUDGET_" "budget" }}{{ end -}}
serviceAccountName: {{ include "coupa-bridge.name" $ }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $.root.Values.terminationGracePeriodSeconds }}
{{- with $.root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  # secrets are mounted for this group
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- if .migrates }}
restartPolicy: OnFailure
{{- else }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "coupa-bridge.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
containers:
  - name: {{ $.name }}
    image: {{ printf "%s/%s:%s" $.root.Values.image.registry $.name (include "coupa-bridge.tag" $.root) }}
    imagePullPolicy: {{ $.root.Values.image.pullPolicy }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    ports:
      - {name: http, containerPort: {{ $.service.port }}}
      - {name: management, containerPort: {{ $.service.managementPort }}}
    envFrom:
      - configMapRef:
          name: {{ include "coupa-bridge.name" $ }}
    env:
      {{- if include "coupa-bridge.kafkaLogin" $.root }}
      - name: KAFKA_SASL_JAAS_CONFIG
        valueFrom:
          secretKeyRef:
            name: {{ include "coupa-bridge.kafkaSecret" $ }}
            key: sasl.jaas.config
      {{- end }}
      {{- range $part, $database := $databases }}
      {{- $of := dict "root" $.root "name" $database "worker" $.name }}
      {{- range $key := list "username" "password" }}
      - name: QUARKUS_DATASOURCE_{{ $part }}{{ $part | empty | ternary "" "_" }}{{ upper $key }}
        valueFrom: {secretKeyRef: {name: {{ include "coupa-bridge.workSecret" $of }}, key: {{ $key }}}}
      {{- if $.migrates }}
      - name: QUARKUS_FLYWAY_{{ $part }}{{ $part | empty | ternary "" "_" }}{{ upper $key }}
        valueFrom: {secretKeyRef: {name: {{ include "coupa-bridge.ownerSecret" $of }}, key: {{ $key }}}}
      {{- end }}
      {{- end }}
      {{- end }}
      {{- if eq $.name "console" }}
      - name: QUARKUS_OIDC_CREDENTIALS_SECRET
        valueFrom: {secretKeyRef: {name: {{ $.root.Values.secrets.consoleLogin }}, key: client-secret}}
      {{- with $.service.smtp.loginSecret }}
      {{- range $key := list "username" "password" }}
      - name: COUPABRIDGE_NOTIFICATIONS_SMTP_{{ upper $key }}
        valueFrom: {secretKeyRef: {name: {{ $.service.smtp.loginSecret }}, key: {{ $key }}}}
      {{- end }}
      {{- end }}
      {{- end }}
      {{- if .migrates }}
      - name: COUPABRIDGE_START_MIGRATE_ONLY
        value: "true"
      {{- else }}
    # A channel that has ended for good: only a restart helps. Outages of Kafka and PostgreSQL leave it up.
    startupProbe:
      httpGet: {path: /q/health/live, port: management}
      periodSeconds: 2
      timeoutSeconds: 2
      failureThreshold: 60
    livenessProbe:
      httpGet: {path: /q/health/live, port: management}
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 3
    # Whether this replica can store and publish. A run that waits does not count.
    readinessProbe:
      httpGet: {path: /q/health/ready, port: management}
      periodSeconds: 5
      timeoutSeconds: 3
      failureThreshold: 2
      {{- end }}
    resources:
      {{- toYaml $.service.resources | nindent 6 }}
    volumeMounts:
      - {name: tmp, mountPath: /tmp}
      - {name: keysets, mountPath: /etc/coupa-bridge/keysets, readOnly: true}
      {{- if $.root.Values.trust.storeSecret }}
      - {name: trust, mountPath: /etc/coupa-bridge/trust, readOnly: true}
      {{- end }}
      {{- if $.root.Values.kafka.caSecret }}
      - {name: kafka-ca, mountPath: /etc/coupa-bridge/kafka-ca, readOnly: true}
      {{- end }}
      {{- if include "coupa-bridge.databaseCaSecret" $ }}
      - {name: postgres-ca, mountPath: /etc/coupa-bridge/postgres-ca, readOnly: true}
      {{- if $.service.connections.budget }}
      - {name: budget-ca, mountPath: /etc/coupa-bridge/budget-ca, readOnly: true}
      {{- end }}
      {{- end }}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
  - name: keysets
    secret:
      secretName: {{ $.root.Values.secrets.keysets }}-{{ $.name }}
      optional: false
      # a service refuses a keyset that others may read
      defaultMode: 0440
      items:
        {{- range $file, $_ := include "coupa-bridge.keysets" $ | fromYaml }}
        - {key: {{ $file }}, path: {{ $file }}}
        {{- end }}
  {{- with $.root.Values.trust }}
  {{- if .storeSecret }}
  - name: trust
    secret:
      secretName: {{ .storeSecret }}
      optional: false
      items: [{key: {{ .storeKey }}, path: {{ .storeKey }}}]
  {{- end }}
  {{- end }}
  {{- if $.root.Values.kafka.caSecret }}
  - name: kafka-ca
    secret:
      secretName: {{ $.root.Values.kafka.caSecret }}
      optional: false
      items: [{key: {{ $.root.Values.kafka.caKey }}, path: {{ $.root.Values.kafka.caKey }}}]
  {{- end }}
  {{- if include "coupa-bridge.databaseCaSecret" $ }}
  {{- $authorities := dict "postgres-ca" $ }}
  {{- if $.service.connections.budget }}{{ $_ := set $authorities "budget-ca" (dict "root" $.root "name" "budget") }}{{ end }}
  {{- range $volume, $database := $authorities }}
  - name: {{ $volume }}
    secret:
      secretName: {{ include "coupa-bridge.databaseCaSecret" $database }}
      optional: false
      items: [{key: {{ $.root.Values.postgres.caKey }}, path: {{ $.root.Values.postgres.caKey }}}]
  {{- end }}
  {{- end }}
{{- end }}
