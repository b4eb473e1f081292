import { z } from 'zod';
import type { ShutdownFindings, ShutdownRequest, ShutdownSteps } from '../domain/lifecycle/emergencyShutdown';

const Request: z.ZodType<ShutdownRequest> = z.object({
  reason: z.string(),
  flatten: z.boolean(),
  requestedBy: z.string(),
  requestId: z.string().optional(),
});
const Findings: z.ZodType<ShutdownFindings> = z.object({
  reason: z.string(),
  flatten: z.boolean(),
  cancelledOrders: z.number(),
  signalledTrades: z.number(),
  notFlat: z.array(z.string()),
  openOrders: z.number(),
});

/** The steps of an emergency shutdown as activities. */
export const createShutdownActivities = (steps: ShutdownSteps): ShutdownSteps => ({
  commitControl: async (request) => steps.commitControl(Request.parse(request)),
  cancelStrayOrders: () => steps.cancelStrayOrders(),
  signalTrades: async (request) => steps.signalTrades(Request.parse(request)),
  tradesNotFlat: async (request) => steps.tradesNotFlat(Request.parse(request)),
  saveSnapshot: async (request, findings) =>
    steps.saveSnapshot(Request.parse(request), Findings.parse(findings)),
});
