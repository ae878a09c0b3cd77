import { join } from 'node:path';
import { holds } from './holds.ts';

holds({
  name: 'go',
  needs: ['go'],
  packages: 'golang',
  // Fails where this go is older than go.mod asks for, and fetches no newer one.
  suffices: ['go', 'list', '-m'],
  build: [['go', 'build', '-o', 'quickstart', '.']],
  run: (dir) => [join(dir, 'quickstart')],
});
