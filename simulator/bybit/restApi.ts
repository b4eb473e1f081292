import { z } from 'zod';
import type { SimulatedVenue } from '../simulatedVenue';
import type { WireReply } from '../wire/requestFault';
import type { WireRequest } from '../wire/wireServer';
import { authenticate } from './authentication';
import { badParameter, BybitError } from './bybitError';
import { errorReply, type Dispatch } from './dispatch';
import type { BybitEndpoints, Parameters } from './endpoint';

export type RestApi = (request: WireRequest) => WireReply | Promise<WireReply | undefined>;

/** Routes HTTP requests to endpoints: GET carries its parameters in the query, POST as a JSON body. */
export function createRestApi(venue: SimulatedVenue, endpoints: BybitEndpoints, dispatch: Dispatch): RestApi {
  const routes = new Map(Object.entries(endpoints));
  return (request) => {
    const route = `${request.method} ${request.path}`;
    const endpoint = routes.get(route);
    if (endpoint === undefined)
      return { ...errorReply(new BybitError(10017, 'Route not found.'), venue.nowMs(), {}), status: 404 };
    const isPost = request.method === 'POST';
    return dispatch({
      route,
      endpoint,
      apiKey: request.header('x-bapi-api-key') ?? '',
      parameters: () => (isPost ? bodyParameters(request.body) : new Map(new URLSearchParams(request.query))),
      authenticate: () =>
        authenticate(venue, {
          apiKey: request.header('x-bapi-api-key'),
          timestamp: request.header('x-bapi-timestamp'),
          recvWindow: request.header('x-bapi-recv-window'),
          signature: request.header('x-bapi-sign'),
          payload: isPost ? request.body : request.query,
        }),
    });
  };
}

/** The scalar fields of a JSON object; other fields belong to order types that this venue does not have. */
const Fields = z.record(z.string(), z.unknown());

/** @throws BybitError 10001 */
export function fieldsOf(value: unknown): Parameters {
  const fields = Fields.safeParse(value);
  if (!fields.success) throw badParameter('the request must be a JSON object');
  const parameters = new Map<string, string>();
  for (const [name, field] of Object.entries(fields.data))
    if (typeof field === 'string' || typeof field === 'number' || typeof field === 'boolean')
      parameters.set(name, String(field));
  return parameters;
}

function bodyParameters(body: string): Parameters {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw Object.assign(badParameter('the body is not JSON'), { cause });
  }
  return fieldsOf(value);
}
