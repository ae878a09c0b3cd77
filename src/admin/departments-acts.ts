import { z } from 'zod';
import { nodeHref } from '../../views/admin/departments-node.ts';
import * as departments from '../departments/departments.ts';
import { levels } from '../departments/tree.ts';
import { Refusal } from '../errors.ts';
import { type At, actorOf, done } from './at.ts';
import { nameOfNode, nodeInScope, nodeOf, placeOfNode } from './departments-place.ts';
import { hanging } from './hanging.ts';
import { type ConsoleRoute, post } from './route.ts';
import { covers } from './scope.ts';

const path = (act: string) => `/admin/departments/:code/${act}`;
const version = z.coerce.number().int().min(1);
const code = z.string().trim().max(40);
const name = z.string().trim().max(100);
const names = { name_zh: name, name_ko: name, name_en: name };
const level = z.enum(levels).or(z.literal('')).optional();
const gb_code = z.string().trim().max(12).optional();
const position = z.coerce.number().int().min(0).max(100_000);

const wordsOf = (input: Record<keyof typeof names, string>): departments.Words => ({
  'zh-CN': input.name_zh,
  ko: input.name_ko,
  en: input.name_en,
});

async function asked(at: At, input: { version: number }): Promise<departments.Asked> {
  const { id } = await nodeOf(at.base, at.params['code'] ?? '');
  return { id, version: input.version, actor: actorOf(at) };
}

const back = (at: At, what: 'changed' | 'same' | undefined = 'changed') =>
  done(at, nodeHref(at.params['code'] ?? ''), what === 'same' ? 'nothing' : 'changed');

const add = post({
  path: path('add'),
  may: 'add and rename departments',
  place: placeOfNode,
  fields: { code, kind: z.enum(['region', 'department']), ...names, level, gb_code, position },
  async handle(at, input) {
    const { base, params } = at;
    if ((await departments.idOf(base, input.code)) !== undefined)
      throw new Refusal('departments.code_taken', { field: 'code' });
    const region = input.kind === 'region';
    await departments.add(
      base,
      {
        code: input.code,
        kind: input.kind,
        names: wordsOf(input),
        position: input.position,
        parent_code: params['code'] ?? '',
        ...(region && input.level && { level: input.level }),
        ...(region && input.gb_code && { gb_code: input.gb_code }),
      },
      actorOf(at),
    );
    done(at, nodeHref(input.code), 'changed');
  },
});

const change = post({
  path: path('change'),
  may: 'add and rename departments',
  place: placeOfNode,
  fields: { version, ...names, level, gb_code, position },
  async handle(at, input) {
    const to = {
      names: wordsOf(input),
      position: input.position,
      ...(input.level && { level: input.level }),
      ...(input.gb_code !== undefined && { gb_code: input.gb_code === '' ? null : input.gb_code }),
    };
    back(at, await departments.change(at.base, await asked(at, input), to));
  },
});

/** What changes who looks after it: by the name of the node, and only into the person's own part. */
const shape = { may: 'move, merge and close departments', place: placeOfNode } as const;

const move = post({
  path: path('move'),
  ...shape,
  fields: { version, parent_code: code },
  confirm: nameOfNode,
  async handle(at, input) {
    await nodeInScope(at, input.parent_code, 'parent_code');
    back(at, await departments.move(at.base, await asked(at, input), input.parent_code));
  },
});

const merge = post({
  path: path('merge'),
  ...shape,
  fields: { version, into_code: code },
  confirm: nameOfNode,
  async handle(at, input) {
    await nodeInScope(at, input.into_code, 'into_code');
    await departments.merge(at.base, await asked(at, input), input.into_code);
    back(at);
  },
});

const close = post({
  path: path('close'),
  ...shape,
  fields: { version },
  confirm: nameOfNode,
  async handle(at, input) {
    await departments.close(at.base, await asked(at, input), hanging);
    back(at);
  },
});

const reopen = post({
  path: path('reopen'),
  ...shape,
  fields: { version },
  confirm: nameOfNode,
  async handle(at, input) {
    await departments.reopen(at.base, await asked(at, input), (id) =>
      covers(at.scope, id === null ? 'province' : { department_ids: [id] }),
    );
    back(at);
  },
});

export const acts: readonly ConsoleRoute[] = [add, change, move, merge, close, reopen];
