import { holds } from './holds.ts';

holds({
  name: 'node',
  needs: ['node', 'npm'],
  packages: 'nodejs npm',
  build: [['npm', 'ci', '--no-audit', '--no-fund']],
  run: () => ['npm', 'start'],
  // openid-client takes a key set anew after a minute at the earliest.
  keepsKeys: 62,
});
