import type { Command } from 'commander';
import type { Incident } from '../../domain/incident';
import type { CommandContext } from '../commandContext';
import { incidentsTable, incidentText } from '../incidents/incidentText';
import { postMortemText } from '../incidents/postMortem';
import type { Session } from '../session';
import { UserError } from '../userError';
import { withSession } from '../withSession';

interface ShowOptions {
  readonly postMortem?: boolean;
  readonly json?: boolean;
}

interface AcknowledgeOptions {
  readonly by: string;
  readonly json?: boolean;
}

interface CloseOptions extends AcknowledgeOptions {
  readonly reason: string;
  readonly cause?: string;
  readonly force?: boolean;
}

/** More than anybody reads at once. */
const SHOWN = 500;

/** `incidents list | show <id> | ack <id> | close <id>`. */
export function registerIncidents(program: Command, context: CommandContext): void {
  const incidents = program.command('incidents').description('what went wrong, who has it, and how it ended');
  incidents
    .command('list', { isDefault: true })
    .description('open incidents, the worst first')
    .option('--all', 'closed ones too')
    .option('--json', 'one JSON array')
    .action((options: { all?: boolean; json?: boolean }) =>
      withSession(context, (session) => list(context, session, options)),
    );
  incidents
    .command('show <id>')
    .description('one incident with its time line')
    .option('--post-mortem', 'a post-mortem to complete, as Markdown; of critical incidents')
    .option('--json', 'one JSON document')
    .action((id: string, options: ShowOptions) =>
      withSession(context, (session) => show(context, session, { id: parseId(id), ...options })),
    );
  incidents
    .command('ack <id>')
    .description('take an incident: from now on you are its owner')
    .requiredOption('--by <name>', 'who takes it')
    .option('--json', 'one JSON document')
    .action((id: string, options: AcknowledgeOptions) =>
      withSession(context, (session) => acknowledge(context, session, { id: parseId(id), ...options })),
    );
  incidents
    .command('close <id>')
    .description('end an incident; what its trade still holds is free from then on')
    .requiredOption('--by <name>', 'who answers for it')
    .requiredOption('--reason <text>', 'what was done about it')
    .option('--cause <text>', 'why it happened')
    .option('--force', 'also while orders of its trade may still fill')
    .option('--json', 'one JSON document')
    .action((id: string, options: CloseOptions) =>
      withSession(context, (session) => close(context, session, { id: parseId(id), ...options })),
    );
}

async function list(
  { output }: CommandContext,
  { incidents }: Session,
  { all = false, json }: { all?: boolean; json?: boolean },
): Promise<void> {
  const found = await incidents.list({ includeClosed: all, limit: SHOWN });
  if (json === true) output.json(found);
  else if (found.length === 0) output.print(all ? 'No incidents yet.' : 'No incident is open.');
  else output.print(incidentsTable(found, output.terminal));
}

async function show(
  { output }: CommandContext,
  { incidents, newestSnapshot }: Session,
  { id, postMortem, json }: ShowOptions & { id: number },
): Promise<void> {
  const incident = requireFound(id, await incidents.find(id));
  const events = await incidents.events(id);
  if (postMortem === true && incident.severity !== 'critical')
    throw new UserError({
      problem: `Incident ${id} is ${incident.severity}; only critical ones have a post-mortem`,
      remedy: `\`holdfast incidents show ${id}\` shows what is recorded`,
    });
  const snapshot = postMortem === true ? await newestSnapshot() : undefined;
  if (json === true) output.json({ ...incident, events, ...(snapshot === undefined ? {} : { snapshot }) });
  else if (postMortem === true) output.print(postMortemText({ incident, events, snapshot }));
  else output.print(incidentText(incident, events, output.terminal));
}

async function acknowledge(
  { output }: CommandContext,
  { incidents }: Session,
  { id, by, json }: AcknowledgeOptions & { id: number },
): Promise<void> {
  const answer = await incidents.acknowledge(id, named(by));
  switch (answer.kind) {
    case 'unknown':
      throw unknownIncident(id);
    case 'alreadyClosed':
      throw alreadyClosed(id, answer.by);
    case 'acknowledged':
      if (json === true) output.json({ id, owner: named(by) });
      else output.print(`Incident ${id} is ${named(by)}'s.`);
  }
}

async function close(
  { output }: CommandContext,
  { incidents }: Session,
  { id, by, reason, cause, force = false, json }: CloseOptions & { id: number },
): Promise<void> {
  const answer = await incidents.close({ id, by: named(by), reason: reasoned(reason), cause, force });
  switch (answer.kind) {
    case 'unknown':
      throw unknownIncident(id);
    case 'alreadyClosed':
      throw alreadyClosed(id, answer.by);
    case 'notFinal':
      throw new UserError({
        problem: `Incident ${id} holds orders that may still fill (${answer.clientOrderIds.join(', ')})`,
        remedy:
          'Cancel them at the venue and try again, or add --force when you are certain that they are dead',
      });
    case 'closed':
      if (json === true) output.json({ id, closedBy: named(by), released: answer.released });
      else output.print(`Incident ${id} is closed.${answer.released ? RELEASED : ''}`);
  }
}

const RELEASED = ' What its trade held is free: reservation, limits and slot.';

function parseId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UserError({
    problem: `"${text}" is not the number of an incident`,
    remedy: '`holdfast incidents` shows them',
  });
}

/** @throws UserError where the name is blank: somebody must answer for it */
function named(by: string): string {
  if (by.trim() !== '') return by.trim();
  throw new UserError({ problem: '--by is empty', remedy: 'Give the name of the person who answers for it' });
}

function reasoned(reason: string): string {
  if (reason.trim() !== '') return reason.trim();
  throw new UserError({ problem: '--reason is empty', remedy: 'Say what was done about it' });
}

function requireFound(id: number, incident: Incident | undefined): Incident {
  if (incident === undefined) throw unknownIncident(id);
  return incident;
}

const unknownIncident = (id: number): UserError =>
  new UserError({
    problem: `There is no incident ${id}`,
    remedy: '`holdfast incidents --all` shows their numbers',
  });

const alreadyClosed = (id: number, by: string): UserError =>
  new UserError({
    problem: `Incident ${id} is closed already, by ${by}`,
    remedy: `\`holdfast incidents show ${id}\` tells how it ended`,
  });
