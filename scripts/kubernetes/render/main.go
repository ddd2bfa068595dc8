// Renders a Helm chart as `helm template` does: Go's text/template, sprig's functions and Helm's own, values merged over the
// chart's. Prints JSON: the text of each template by its path, and the merged values. Runs with Debian's golang-go and
// golang-github-masterminds-sprig-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go -chart DIR [-values FILE] [-set-json JSON] …
package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/semver"
	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v2"
)

type values = map[string]interface{}

// files is what templates know as .Files.
type files map[string][]byte

func (f files) Get(name string) string      { return string(f[name]) }
func (f files) GetBytes(name string) []byte { return f[name] }
func (f files) Lines(name string) []string {
	return strings.Split(strings.TrimSuffix(string(f[name]), "\n"), "\n")
}
func (f files) Glob(pattern string) files {
	found := files{}
	for name, content := range f {
		if match, _ := path.Match(pattern, name); match {
			found[name] = content
		}
	}
	return found
}
func (f files) AsConfig() string {
	data := values{}
	for name, content := range f {
		data[path.Base(name)] = string(content)
	}
	return toYaml(data)
}
func (f files) AsSecrets() string {
	data := values{}
	for name, content := range f {
		data[path.Base(name)] = base64.StdEncoding.EncodeToString(content)
	}
	return toYaml(data)
}

type kubeVersion struct{ Version, Major, Minor string }

func (v kubeVersion) String() string     { return v.Version }
func (v kubeVersion) GitVersion() string { return v.Version }

type apiVersions []string

func (a apiVersions) Has(version string) bool {
	for _, known := range a {
		if known == version {
			return true
		}
	}
	return false
}

// plain makes what yaml.v2 decodes what JSON would: string keys, and every number a float64, as in Helm.
func plain(value interface{}) interface{} {
	switch v := value.(type) {
	case map[interface{}]interface{}:
		out := values{}
		for key, item := range v {
			out[fmt.Sprint(key)] = plain(item)
		}
		return out
	case []interface{}:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return value
}

func fromYamlTo(text string) (values, error) {
	var raw interface{}
	if err := yaml.Unmarshal([]byte(text), &raw); err != nil {
		return nil, err
	}
	if out, ok := plain(raw).(values); ok {
		return out, nil
	}
	return values{}, nil
}

// toYaml goes by JSON, as Helm's does: numbers come out whole, keys sorted.
func toYaml(value interface{}) string {
	data, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	var raw interface{}
	if err := yaml.Unmarshal(data, &raw); err != nil {
		return ""
	}
	text, _ := yaml.Marshal(raw)
	return strings.TrimSuffix(string(text), "\n")
}

func fromYaml(text string) values {
	out, err := fromYamlTo(text)
	if err != nil {
		return values{"Error": err.Error()}
	}
	return out
}

// merge lays `over` on `base`; null takes a key away.
func merge(base, over values) values {
	out := values{}
	for key, value := range base {
		out[key] = value
	}
	for key, value := range over {
		inner, isMap := value.(values)
		before, wasMap := out[key].(values)
		switch {
		case value == nil:
			delete(out, key)
		case isMap && wasMap:
			out[key] = merge(before, inner)
		default:
			out[key] = value
		}
	}
	return out
}

func functions(t *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	// Helm takes them away: a chart must not read the machine that renders it.
	delete(all, "env")
	delete(all, "expandenv")
	own := template.FuncMap{
		"toYaml":   toYaml,
		"fromYaml": fromYaml,
		"fromYamlArray": func(text string) []interface{} {
			var raw []interface{}
			if err := yaml.Unmarshal([]byte(text), &raw); err != nil {
				return []interface{}{err.Error()}
			}
			return plain(raw).([]interface{})
		},
		"toJson": func(value interface{}) string { data, _ := json.Marshal(value); return string(data) },
		"fromJson": func(text string) values {
			out := values{}
			if err := json.Unmarshal([]byte(text), &out); err != nil {
				out["Error"] = err.Error()
			}
			return out
		},
		"include": func(name string, data interface{}) (string, error) {
			var text strings.Builder
			err := t.ExecuteTemplate(&text, name, data)
			return text.String(), err
		},
		"tpl": func(text string, data interface{}) (string, error) {
			clone, err := t.Clone()
			if err != nil {
				return "", err
			}
			parsed, err := clone.New("tpl").Parse(text)
			if err != nil {
				return "", err
			}
			var out strings.Builder
			err = parsed.Execute(&out, data)
			return strings.ReplaceAll(out.String(), "<no value>", ""), err
		},
		"required": func(message string, value interface{}) (interface{}, error) {
			if text, ok := value.(string); value == nil || (ok && text == "") {
				return nil, errors.New(message)
			}
			return value, nil
		},
		// Nothing can be looked up without a cluster; `helm template` answers the same.
		"lookup": func(_, _, _, _ string) values { return values{} },
	}
	for name, function := range own {
		all[name] = function
	}
	return all
}

func readChart(folder string) (templates map[string]string, others files, err error) {
	templates, others = map[string]string{}, files{}
	err = filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		name, _ := filepath.Rel(folder, file)
		if strings.HasPrefix(name, "templates/") {
			templates[name] = string(content)
		} else if name != "values.yaml" && name != "Chart.yaml" {
			others[name] = content
		}
		return err
	})
	return templates, others, err
}

type valueFlags []string

func (v *valueFlags) String() string         { return strings.Join(*v, ",") }
func (v *valueFlags) Set(value string) error { *v = append(*v, value); return nil }

func run() error {
	chart := flag.String("chart", "", "folder of the chart")
	release := flag.String("release", "sluice", "name of the release")
	namespace := flag.String("namespace", "sluice", "namespace of the release")
	version := flag.String("kube-version", "v1.33.0", "version of Kubernetes")
	setJSON := flag.String("set-json", "{}", "values as JSON, over those of the files")
	var valueFiles valueFlags
	flag.Var(&valueFiles, "values", "file of values; may be given several times")
	var replaced valueFlags
	flag.Var(&replaced, "file", "NAME=FILE: what .Files.Get NAME is to be instead; may be given several times")
	flag.Parse()

	metadata := values{}
	merged := values{}
	read := func(file string, into *values) error {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		decoded, err := fromYamlTo(string(content))
		*into = merge(*into, decoded)
		return err
	}
	if err := read(filepath.Join(*chart, "Chart.yaml"), &metadata); err != nil {
		return err
	}
	for _, file := range append([]string{filepath.Join(*chart, "values.yaml")}, valueFiles...) {
		if err := read(file, &merged); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	over := values{}
	if err := json.Unmarshal([]byte(*setJSON), &over); err != nil {
		return err
	}
	merged = merge(merged, over)

	templates, others, err := readChart(*chart)
	if err != nil {
		return err
	}
	for _, pair := range replaced {
		name, file, _ := strings.Cut(pair, "=")
		if others[name], err = os.ReadFile(file); err != nil {
			return err
		}
	}
	kube, err := semver.NewVersion(*version)
	if err != nil {
		return err
	}
	if constraint, ok := metadata["kubeVersion"].(string); ok {
		allowed, err := semver.NewConstraint(constraint)
		if err != nil {
			return err
		}
		if !allowed.Check(kube) {
			return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", constraint, *version)
		}
	}
	title := values{}
	for key, value := range metadata {
		title[strings.ToUpper(key[:1])+key[1:]] = value
	}

	root := template.New("chart").Option("missingkey=zero")
	root.Funcs(functions(root))
	for name, text := range templates {
		if _, err := root.New(name).Parse(text); err != nil {
			return err
		}
	}
	rendered := map[string]string{}
	for name := range templates {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		data := values{
			"Values": merged,
			"Chart":  title,
			"Files":  others,
			"Release": values{"Name": *release, "Namespace": *namespace, "Service": "Helm", "Revision": 1,
				"IsInstall": true, "IsUpgrade": false},
			"Capabilities": values{
				"KubeVersion": kubeVersion{*version, fmt.Sprint(kube.Major()), fmt.Sprint(kube.Minor())},
				"APIVersions": apiVersions{"v1", "apps/v1", "autoscaling/v2", "policy/v1", "networking.k8s.io/v1"},
			},
			"Template": values{"Name": path.Join(fmt.Sprint(metadata["name"]), name), "BasePath": "sluice/templates"},
		}
		var text strings.Builder
		if err := root.ExecuteTemplate(&text, name, data); err != nil {
			return err
		}
		rendered[name] = strings.ReplaceAll(text.String(), "<no value>", "")
	}
	return json.NewEncoder(os.Stdout).Encode(values{"rendered": rendered, "values": merged})
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}
