/** `v1`, `apps/v1`: how a manifest names a group and a version. */
export const apiVersionOf = (kind: { readonly group: string; readonly version: string }): string =>
  kind.group ? `${kind.group}/${kind.version}` : kind.version;
