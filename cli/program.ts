import { Command } from 'commander';
import type { CommandContext } from './commandContext';
import { exitCodesText } from './exitCodes';
import { registerBench } from './commands/bench';
import { registerChaos } from './commands/chaos';
import { registerBreakers } from './commands/breakers';
import { registerConfig } from './commands/config';
import { registerControls } from './commands/controls';
import { registerDatabase } from './commands/database';
import { registerDemo } from './commands/demo';
import { registerFreeze } from './commands/freeze';
import { registerHealth } from './commands/health';
import { registerIncidents } from './commands/incidents';
import { registerGate } from './commands/gate';
import { registerMode } from './commands/mode';
import { registerPreflight } from './commands/preflight';
import { registerReport } from './commands/report';
import { registerReconcile } from './commands/reconcile';
import { registerSetup } from './commands/setup';
import { registerShutdown } from './commands/shutdown';
import { registerTrades } from './commands/trades';
import { registerUp } from './commands/up';
import { registerScan } from './commands/scan';
import { registerVault } from './commands/vault';

const REGISTER = [
  registerSetup,
  registerDemo,
  registerUp,
  registerScan,
  registerTrades,
  registerIncidents,
  registerReport,
  registerHealth,
  registerPreflight,
  registerControls,
  registerBreakers,
  registerFreeze,
  registerMode,
  registerGate,
  registerShutdown,
  registerReconcile,
  registerConfig,
  registerVault,
  registerDatabase,
  registerBench,
  registerChaos,
];

/** The command line with all its verbs. Parsing throws commander's error in place of ending the process. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('holdfast');
  program
    .description(
      'Durable arbitrage trading: one Temporal workflow per trade, no order twice, no naked leg, every cent accounted for.',
    )
    .addHelpText(
      'after',
      `\n  test                             every check there is; ends with \`N passed, N failed\`\n\n${exitCodesText()}\n\nMore: docs/command-line.md`,
    )
    .configureOutput({
      writeOut: (text) => {
        context.output.raw(text);
      },
      writeErr: (text) => {
        context.output.progress(text.trimEnd());
      },
    })
    .exitOverride();
  for (const register of REGISTER) register(program, context);
  inheritSettings(program);
  return program;
}

/** A command copies its parent's settings when it is made by `command()`, groups of commands included; this line ends every usage error. */
function inheritSettings(command: Command): void {
  command.showHelpAfterError(`Run \`${pathOf(command)} --help\` for what it takes.`);
  for (const child of command.commands) inheritSettings(child);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
