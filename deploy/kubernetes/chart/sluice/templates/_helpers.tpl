{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "sluice.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "sluice.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What pods are known by; must never change within a release. Takes a list: the root, the component. */}}
{{- define "sluice.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "sluice.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "sluice.labels" -}}
{{- $root := index . 0 -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "sluice.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "sluice.secretName" -}}
{{- .Values.tokens.existingSecret | default (printf "%s-tokens" (include "sluice.fullname" .)) -}}
{{- end -}}

{{/* "true" if events go to an analysis backend: ours, or one that the configuration names. */}}
{{- define "sluice.sendsEvents" -}}
{{- if or .Values.analysis.enabled (dig "events" "url" "" .Values.config) -}}true{{- end -}}
{{- end -}}

{{/* sluice.yaml: what the values say, and what only the chart knows. */}}
{{- define "sluice.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $_ := required "config.upstream.url is required: the proxy Service of Kong, such as http://kong-gateway-proxy.kong.svc:80" (dig "upstream" "url" "" $config) -}}
{{- /* YAML 1.1 reads off as false. */ -}}
{{- if eq (toString (get $config "mode")) "false" -}}{{- $_ := set $config "mode" "off" -}}{{- end -}}
{{- if include "sluice.sendsEvents" . -}}
{{- $events := dict "tokenFile" "/etc/sluice-tokens/ingest" -}}
{{- if .Values.analysis.enabled -}}
{{- $_ := set $events "url" (printf "http://%s-analysis.%s.svc:8090/api/v1/events" (include "sluice.fullname" .) .Release.Namespace) -}}
{{- end -}}
{{- $config = mergeOverwrite $config (dict "events" $events) -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/*
Seconds until a pod may be killed: the time before SIGTERM, the drain's delay and time-out, the events' time-out and the hard
exit 5 s later (as Sluice's defaults are, where the configuration says nothing), and 5 s for the kubelet.
*/}}
{{- define "sluice.terminationGracePeriodSeconds" -}}
{{- $drain := get .Values.config "drain" | default dict -}}
{{- $events := get .Values.config "events" | default dict -}}
{{- $delay := hasKey $drain "delayMs" | ternary (get $drain "delayMs") 5000 -}}
{{- $milliseconds := add $delay (get $drain "timeoutMs" | default 20000) (get $events "drainTimeoutMs" | default 5000) -}}
{{- add .Values.preStopSeconds (div (add $milliseconds 999) 1000) 10 -}}
{{- end -}}

{{/* The `restricted` pod security standard, for a pod. 10001 is the image's user. */}}
{{- define "sluice.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "sluice.securityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}
