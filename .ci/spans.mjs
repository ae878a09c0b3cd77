// Notes from when to when each test file was loading and running, hooks and all: ci-output/spans.json.
import { mkdirSync, writeFileSync } from 'node:fs';

export default class Spans {
  begun = new Map();
  spans = [];

  onTestModuleQueued({ moduleId }) {
    this.begun.set(moduleId, Date.now());
  }

  onTestModuleEnd({ moduleId }) {
    this.spans.push({ name: moduleId, from: this.begun.get(moduleId), to: Date.now() });
  }

  onTestRunEnd() {
    mkdirSync('ci-output', { recursive: true });
    writeFileSync('ci-output/spans.json', JSON.stringify(this.spans));
  }
}
