import { join } from 'node:path';
import { holds } from './holds.ts';

holds({
  name: 'python',
  needs: ['python3'],
  packages: 'python3-venv',
  suffices: ['python3', '-c', 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))'],
  build: [
    ['python3', '-m', 'venv', '.venv'],
    ['.venv/bin/python', '-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'],
  ],
  run: (dir) => [join(dir, '.venv/bin/python'), 'app.py'],
});
