import type { Command } from 'commander';
import { migrateLatest } from '../../storage/migrate';
import type { CommandContext } from '../commandContext';
import { loadOwnConfig } from '../ownConfig';
import { requireRunningStack, stackFolders } from '../runningStack';

/** `db migrate`: brings the schema to the newest version; safe to run at any time. */
export function registerDatabase(program: Command, context: CommandContext): void {
  program
    .command('db')
    .description('the database')
    .command('migrate')
    .description('bring the schema of DATABASE_URL, or of the running stack, to the newest version')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const applied = await migrateLatest(databaseUrl(context.environment));
      if (options.json === true) context.output.json({ applied });
      else
        context.output.print(
          applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}`,
        );
    });
}

function databaseUrl(environment: CommandContext['environment']): string {
  const given = loadOwnConfig(environment).config.database.url;
  return given === '' ? requireRunningStack(stackFolders(environment)).databaseUrl : given;
}
