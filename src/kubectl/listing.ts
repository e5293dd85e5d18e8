import type { ApiResource, ListOptions } from '../kube/cluster';
import { StatusError } from '../kube/status';

/** A list that was refused is told with what was asked for. Source: cli-runtime resource/helper.go EnhanceListError */
export async function listing<T>(resource: ApiResource, options: ListOptions, list: () => Promise<T>): Promise<T> {
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof StatusError) || !['BadRequest', 'NotFound'].includes(error.reason)) throw error;
    const { group, version, resource: name } = resource;
    const { labelSelector = '', fieldSelector = '' } = options;
    const what = JSON.stringify(`${group}/${version}, Resource=${name}`);
    const text = `Unable to find ${what} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}`;
    throw new StatusError({ ...error.status, message: text });
  }
}
