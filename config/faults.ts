/** One thing wrong with the settings. Holds no value: a secret pasted into the wrong variable must not reach a log. */
export interface ConfigFault {
  variable: string;
  fault: string;
  mend: string;
}

/** Everything that is wrong with the settings, at once; stops the start. */
export class ConfigFaults extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map(({ variable, fault, mend }) => `  ${variable}: ${fault} ${mend}`);
    super(`${faults.length} of the settings cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigFaults';
    this.faults = faults;
  }
}
