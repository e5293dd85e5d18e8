// The language service of monaco-yaml, in a worker of our own bundle.
import 'monaco-yaml/yaml.worker.js';
