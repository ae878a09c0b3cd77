import { h } from 'preact';
import { z } from 'zod';
import { MachineActs } from '../../views/admin/client-machines.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as clients from '../clients/clients.ts';
import { Refusal } from '../errors.ts';
import { type At, actorOf, done } from './at.ts';
import { placeOfClient as placeOf } from './client-life.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows } from './scope.ts';
import { answerTable } from './table.ts';

/** The self-service machines of one client: which stand where, adding one, taking one away (ADR 45). */

const path = '/admin/clients/:id/machines';
const may = 'register machines of a client';
const hrefOf = ({ params }: At) => `/admin/clients/${params['id']}/machines`;

async function list(at: At): Promise<void> {
  const { base, frame, params, staff } = at;
  const { lang } = frame;
  const t = sentences(lang).console.machines;
  const id = params['id'] ?? '';
  const [client, place] = [await clients.read(base, id), await placeOf(base, params)];
  if (!client || !place) throw new Refusal('admin.not_here');
  const rows = await clients.devicesOf(base, id);
  const may_add = await allows(base, staff.grants, may, place);
  await answerTable(at, {
    section: 'clients',
    title: t.title(inWords(client.names, lang)),
    ...{ intro: t.intro, empty: t.empty, rows },
    columns: [
      { title: t.code, text: ({ code }) => code },
      { title: t.hall, text: ({ hall }) => inWords(hall, lang) },
      { title: t.name, text: ({ names }) => inWords(names, lang) },
      { title: t.added, text: ({ added_at }) => momentWords(added_at, lang), whole: true },
    ],
    ...(may_add && { below: h(MachineActs, { frame, href: hrefOf(at), machines: rows }) }),
  });
}

const word = z.string().max(40);
const fields = {
  code: word,
  ...{ hall_zh: word, hall_ko: word, hall_en: word, name_zh: word, name_ko: word, name_en: word },
};

/** Fields of a device as those of the form that say it. */
const fieldOf: Record<string, string> = { hall: 'hall_zh', names: 'name_zh' };

export const routes: readonly ConsoleRoute[] = [
  page({ path, may: 'see clients', place: placeOf, handle: list }),
  post({
    ...{ path: `${path}/add`, may, place: placeOf, fields },
    async handle(at, form) {
      const machine = {
        ...{ client_id: at.params['id'] ?? '', code: form.code.trim() },
        hall: { 'zh-CN': form.hall_zh, ko: form.hall_ko, en: form.hall_en },
        names: { 'zh-CN': form.name_zh, ko: form.name_ko, en: form.name_en },
      };
      await clients.addDevice(at.base, machine, actorOf(at)).catch((thrown) => {
        if (!(thrown instanceof Refusal)) throw thrown;
        const { field = '' } = thrown.detail;
        throw new Refusal(thrown.code, { ...thrown.detail, field: fieldOf[field] ?? field });
      });
      done(at, hrefOf(at), 'changed');
    },
  }),
  post({
    ...{ path: `${path}/retire`, may, place: placeOf, fields: { code: word } },
    async handle(at, { code }) {
      const client_id = at.params['id'] ?? '';
      const gone = await clients.retireDevice(at.base, { client_id, code }, actorOf(at));
      done(at, hrefOf(at), gone ? 'changed' : 'nothing');
    },
  }),
];
