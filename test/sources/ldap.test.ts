import { mapping, startDirectory } from '../doubles/ldap-directory.ts';
import { startRelay } from '../doubles/relay.ts';
import { passwordConformance } from './conformance-passwords.ts';
import { attributesOf, without } from './ldap-rig.ts';
import type { PasswordRig } from './rig.ts';

let binds = () => 0;

const rig: PasswordRig = {
  protocol: 'ldap',
  title: 'ldap against the double',
  without,
  hashes: () => binds(),
  async start() {
    const directory = await startDirectory();
    const relay = await startRelay({ host: '127.0.0.1', port: directory.server.port });
    binds = () => directory.asked.binds;
    let people = 0;
    return {
      settings: { ...directory.settings, hosts: [`127.0.0.1:${relay.port}`], patience_ms: 1_000 },
      mapping,
      writing: directory.settings,
      written: async () => 0,
      rows: async () => people,
      async put(person, row) {
        people += 1;
        directory.put({ ...row, subject: person.subject, attributes: attributesOf(person) });
      },
      remove: async (subject) => directory.remove(subject),
      async does(what) {
        if (what === 'down' || what === 'slow') relay.mood = what;
        if (what === 'table missing') directory.misdeeds = { base: 'gone' };
        if (what === 'referral') directory.misdeeds = { base: 'elsewhere' };
        if (what === 'forgot us') directory.misdeeds = { forgotUs: true };
        if (what === 'flood') directory.misdeeds = { flood: true };
        if (what === 'attribute repeated') directory.misdeeds = { repeated: true };
        if (what === 'down' || what === 'slow' || what === 'forgot us') relay.cut();
      },
      async mend() {
        if (relay.mood !== 'passes') relay.cut();
        relay.mood = 'passes';
        directory.mend();
      },
      async stop() {
        await relay.stop();
        await directory.stop();
      },
    };
  },
};

passwordConformance(rig);
