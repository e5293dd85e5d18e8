import { statusError } from '../../kube/status';

export function decodeProtobuf(_bytes: Uint8Array): unknown {
  throw statusError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
  );
}
