import type { Command } from 'commander';
import { printedConfig } from '../../config/print';
import type { CommandContext } from '../commandContext';
import { loadOwnConfig } from '../ownConfig';
import { leftColumns, tableText } from '../table';

/** `config check | print`. */
export function registerConfig(program: Command, context: CommandContext): void {
  const config = program
    .command('config')
    .description('the configuration: defaults, profile, holdfast.yaml, environment');
  config
    .command('check')
    .description('say whether the configuration can be used, and name every key that is wrong')
    .action(() => {
      const { config: checked } = loadOwnConfig(context.environment);
      context.output.print(`The configuration is fine: mode ${checked.mode}, profile ${checked.profile}.`);
    });
  config
    .command('print')
    .description('every value and where it comes from, secrets masked')
    .option('--json', 'one JSON array')
    .action((options: { json?: boolean }) => {
      printConfig(context, options.json ?? false);
    });
}

function printConfig({ environment, output }: CommandContext, json: boolean): void {
  const values = printedConfig(loadOwnConfig(environment));
  if (json) {
    output.json(values);
    return;
  }
  const rows = values.map(({ key, value, source }) => [key, value, source]);
  output.print(tableText(leftColumns(['key', 'value', 'source']), rows, output.terminal));
}
