import type { Caller, NotLetIn, SpokenBind } from '../../../src/sources/contract.ts';
import { ldap } from '../../../src/sources/protocols/ldap.ts';
import { mapping, startDirectory } from '../../doubles/ldap-directory.ts';
import { attributesOf } from '../ldap-rig.ts';
import { meansWith } from './arriving.ts';
import { changed } from './ldap-messages.ts';
import { type Chance, seeded } from './mutators.ts';
import type { Family, Way } from './run.ts';

const password = 'river-sturgeon-417';
const wang = {
  subject: 'sb-0001',
  name: '王测试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
};

/** Which of the answers of one sign-in is changed, and how. */
interface Mutant {
  at: number;
  seed: number;
}

/** Answers of a directory: a wrong password stays a wrong one, and a right one lets in that person or nobody. */
export async function start(): Promise<Family> {
  const directory = await startDirectory();
  directory.put({
    ...{ subject: wang.subject, username: 'wangcs', password },
    attributes: attributesOf(wang),
  });
  directory.put({ subject: 'sb-0002', username: 'licsh', password: 'another one' });
  const settings = { ...directory.settings, patience_ms: 5_000 };
  const spoken = ldap.open(settings, meansWith(mapping)) as SpokenBind;

  /** One sign-in on fresh connections, in which one answer is another. */
  async function signIn({ at, seed }: Mutant, typed: string): Promise<Caller | NotLetIn> {
    directory.server.cut();
    let number = 0;
    directory.misdeeds = {
      alter(message) {
        number += 1;
        return number === at ? changed(seeded(seed), message) : undefined;
      },
    };
    return spoken.verify('wangcs', typed, async () => true);
  }
  // Our own bind, the entry, that it was the last; our own once more, the bind of the person.
  const mutate = (chance: Chance): Mutant => ({
    at: 1 + chance.below(5),
    seed: chance.below(2 ** 31),
  });
  const truth = (await signIn({ at: 0, seed: 0 }, password)) as Caller;
  if (truth.subject !== wang.subject) throw new Error('not taken as it was');
  let refused = 0;
  const wrong: Way<Mutant> = {
    ...{ name: 'ldap, wrong password', share: 0.5, mutate },
    take: (one) => signIn(one, 'not-this-one'),
    same: (came) => 'refused' in (came as object),
    tries: (held) => held.refused > 0,
  };
  const right: Way<Mutant> = {
    ...{ name: 'ldap, right password', share: 0.5, mutate },
    take: (one) => signIn(one, password),
    same(came) {
      const said = came as Caller | NotLetIn;
      if ('refused' in said) refused += 1;
      // What an entry says beside the key is the directory's to say; whose it is, is not.
      return 'refused' in said || said.subject === truth.subject;
    },
    tries: (held) => held.refused > held.same - refused,
  };
  return { ways: [wrong, right], stop: directory.stop };
}
