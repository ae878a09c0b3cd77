import Router from '@koa/router';
import { h } from 'preact';
import { SandboxCitizensPage } from '../../../views/sandbox/citizens.tsx';
import type { Base } from '../../base.ts';
import { pageFrame } from '../../http/frame.ts';
import { renderPage } from '../../http/render.tsx';
import { citizens, PASSWORD } from './citizens.ts';
import { departmentRoutes } from './department.ts';

/** The pages that a sandbox has besides, mounted by app.ts in a sandbox alone. */
export function sandboxRoutes(base: Base, issuer: string): Router[] {
  const list = new Router().get('/sandbox', (ctx) => {
    ctx.type = 'html';
    ctx.body = renderPage(
      h(SandboxCitizensPage, {
        ...{ frame: pageFrame(ctx), password: PASSWORD },
        rows: citizens.map(({ code, level, places, attributes }) => ({
          ...{ code, level, places },
          ...{
            name: attributes.name,
            number: attributes.id_number,
            phone: attributes.phone_number,
          },
        })),
      }),
    );
  });
  return [list, departmentRoutes(base, issuer)];
}
