import * as departments from '../../src/departments/departments.ts';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as desk from '../../src/merging/desk.ts';
import * as sources from '../../src/sources/sources.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { atYibao, issued } from '../identities/people.ts';
import { plant, registration } from '../sources/plant.ts';

export const [anna, ben] = [
  '01920000-0000-7000-8000-00000000d001',
  '01920000-0000-7000-8000-00000000d002',
];

/** Everybody may, where who may is not what is tried. */
export const anybody = { may: async () => true, hold: async () => {} };

export const everywhere: desk.Reach = { department_ids: 'all' };

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** A database with two departments in two places, and somebody who came to both under two names. */
export function openQuestions() {
  const rig = openDesk();
  let ready = false;
  const more = {
    /** The fund's centre, and the medical one of another city. */
    async departments() {
      const { base } = rig;
      if (!ready) {
        await plant(base);
        await sources.register(base, registration('gjj'));
        for (const [code, parent_code, kind] of [
          ['jilin-city', 'jilin', 'region'],
          ['medical', 'jilin-city', 'department'],
        ] as const)
          await departments.add(base, { code, parent_code, kind, names: words(code) });
        await sources.register(base, { ...registration('yibao'), department_code: 'medical' });
        ready = true;
      }
      const idOf = async (code: string) => (await departments.idOf(base, code)) as string;
      return { fund: await idOf('fund-centre'), medical: await idOf('medical') };
    },
    /** The same number under another name, at the medical department: a question of its staff. */
    async twoNames(person = rig.person): Promise<{ known: Somebody; came: Somebody; id: string }> {
      await more.departments();
      const { id_number } = person;
      const known = await rig.arrive(issued(`gjj ${id_number}`, { attributes: person }));
      const attributes = { ...person, name: '张别名' };
      const came = await rig.arrive(atYibao(`yibao ${id_number}`, { attributes }));
      return { known, came, id: await more.questionOf(came.identity_id) };
    },
    /** The newest question about somebody who came. */
    async questionOf(identity_id: string): Promise<string> {
      const filter = { state: 'open', newest: true } as const;
      const found = (await desk.list(rig.base, everywhere, filter, 200)).find(
        (one) => one.identity_id === identity_id,
      );
      if (!found) throw new Error('nothing was asked');
      return found.id;
    },
    stateOf: async (id: string) => (await conflicts.read(rig.base, id))?.state,
  };
  // Not spread: what `rig` gives is there only once a test has begun.
  return Object.assign(Object.create(rig) as typeof rig, more);
}
