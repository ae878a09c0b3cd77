import type { Base } from '../base.ts';
import * as browse from '../departments/browse.ts';
import { Refusal } from '../errors.ts';
import type { At } from './at.ts';
import type { PlaceOf } from './route.ts';
import { covers } from './scope.ts';

/** A department stands where it stands: its code is in the address. */
export const placeOfNode: PlaceOf = async (base, { code = '' }) => {
  const node = await browse.byCode(base, code);
  return node && { department_ids: [node.id] };
};

/** The name that has to be typed before something is done with a department. */
export async function nameOfNode(base: Base, { code = '' }: Record<string, string>) {
  return (await nodeOf(base, code)).names['zh-CN'];
}

export async function nodeOf(base: Base, code: string): Promise<browse.Node> {
  const node = await browse.byCode(base, code);
  if (!node) throw new Refusal('admin.not_here');
  return node;
}

/** A node that was typed or chosen besides the address: one that the person may touch. */
export async function nodeInScope(at: At, code: string, field: string): Promise<browse.Node> {
  const node = await browse.byCode(at.base, code);
  if (!node || !covers(at.scope, { department_ids: [node.id] }))
    throw new Refusal('departments.bad_node', { field });
  return node;
}
