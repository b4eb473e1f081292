// Finds or fetches the programs of the embedded services once, with progress, so that nobody waits for them later.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = (path) => createRequire(import.meta.url)(join(root, 'dist', 'runtime', path));

/** Paths of the programs; `redis` is undefined where none can be had. Throws where PostgreSQL or Temporal is missing. */
export async function fetchServices(onProgress) {
  const environment = process.env;
  const cacheFolder = built('dataFolder.js').cacheFolder(environment);
  const search = { cacheFolder, environment, onProgress };
  const postgres = built('embedded/postgresBinaries.js').findPostgresBinaries(
    join(root, 'node_modules'),
    cacheFolder,
  );
  const redis = await built('embedded/redisBinary.js').findRedis(search);
  const temporal = await built('embedded/temporalBinary.js').findTemporal(search);
  return { postgres: postgres.postgres, redis: redis?.command, temporal };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const found = await fetchServices((line) => console.error(line));
    for (const [name, path] of Object.entries(found))
      console.error(`${name}: ${path ?? 'none (install redis-server or valkey)'}`);
  } catch (error) {
    console.error(`holdfast: ${error.message}`);
    process.exitCode = 1;
  }
}
