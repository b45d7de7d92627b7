import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { openService, requireCapability } from '../access.js';
import { ValueError } from '../field-values.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** `uploads`: files for attachments, edits and append, in one piece or in parts. */
export function uploadRoutes(context: ServicesContext): Route[] {
  const { uploads } = context;
  const open = (call: Call) => requireCapability(openService(context, call), 'Create');
  const route = (rest: string, work: Handler, write = true): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', `/uploads${rest}`).map((path) => ({
      path,
      handler: (call) => {
        open(call);
        return refusing(() => work(call));
      },
      ...(write ? { write, methods: ['POST'] } : {}),
    }));
  const id = (call: Call) => call.route.upload ?? '';
  return [
    ...route('', () => ({ uploads: uploads.list() }), false),
    ...route('/upload', (call) => {
      const file = fileOf(call);
      const item = uploads.info(uploads.add(file, call.params.text('description', '')));
      return { success: true, item };
    }),
    ...route('/register', (call) => {
      const name = call.params.text('itemName', '').trim();
      if (name === '') throw missing('itemName');
      const item = uploads.info(uploads.register(name, call.params.text('description', '')));
      return { success: true, item };
    }),
    ...route('/:upload', (call) => uploads.info(id(call)), false),
    // Clients join the parts to a text, so they are texts.
    ...route('/:upload/parts', (call) => ({ parts: uploads.parts(id(call)).map(String) }), false),
    ...route('/:upload/uploadPart', (call) => {
      const part = call.params.number('partId', call.params.number('partNum', 0));
      if (!(part > 0)) throw missing('partId');
      uploads.addPart(id(call), part, fileOf(call));
      return { success: true, partId: String(part), itemID: id(call) };
    }),
    ...route('/:upload/commit', (call) => {
      uploads.commit(id(call), call.params.list('parts').map(Number));
      return { success: true, item: uploads.info(id(call)) };
    }),
    ...route('/:upload/delete', (call) => {
      uploads.remove(id(call));
      return { success: true };
    }),
  ];
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new PortalError(400, 'Unable to complete operation.', { details: [error.message] });
  }
}

function fileOf(call: Call) {
  const file = call.files.get('file') ?? [...call.files.values()][0];
  if (!file) throw missing('file');
  return file;
}

function missing(name: string): PortalError {
  return new PortalError(400, 'Unable to complete operation.', { details: [`'${name}' must be specified.`] });
}
