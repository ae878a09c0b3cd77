import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { AssetPath } from '../../views/assets.ts';
import type { RefusalSentence } from '../../views/locales/sentence.ts';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { doctype } from '../../views/trusted-html.tsx';
import type { RefusalCode } from '../errors.ts';
import { assetPath } from './static.ts';

/** A refusal without its sentences does not compile. */
zhCN.refusals satisfies Record<RefusalCode, RefusalSentence>;

/** Takes a whole page of views/ and gives its HTML, with the addresses of the present assets. */
export function renderPage(page: JSX.Element): string {
  return (
    doctype + renderToString(<AssetPath.Provider value={assetPath}>{page}</AssetPath.Provider>)
  );
}
