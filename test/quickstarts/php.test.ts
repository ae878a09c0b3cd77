import { holds } from './holds.ts';

holds({
  name: 'php',
  needs: ['php'],
  packages: 'php-cli',
  build: [],
  run: (_dir, { PORT }) => ['php', '-S', `localhost:${PORT}`, 'index.php'],
  keepsKeys: 11,
});
