import { z } from 'zod';
import type { ShutdownRequest, ShutdownSteps } from '../domain/lifecycle/emergencyShutdown';

const Request: z.ZodType<ShutdownRequest> = z.object({
  reason: z.string(),
  flatten: z.boolean(),
  requestedBy: z.string(),
});

/** The steps of an emergency shutdown as activities. */
export const createShutdownActivities = (steps: ShutdownSteps): ShutdownSteps => ({
  commitControl: async (request) => steps.commitControl(Request.parse(request)),
  cancelStrayOrders: () => steps.cancelStrayOrders(),
  signalTrades: async (request) => steps.signalTrades(Request.parse(request)),
  tradesNotFlat: async (request) => steps.tradesNotFlat(Request.parse(request)),
  saveSnapshot: async (request) => steps.saveSnapshot(Request.parse(request)),
});
