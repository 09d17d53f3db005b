/** Facts about names that several rules share. */

const PLAIN_HTTP_URI =
  /^http:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/;

/** An absolute HTTP address without credentials, query or fragment: what verifiers of every kind can fetch. */
export const isPlainHttpUri = (uri: string): boolean => PLAIN_HTTP_URI.test(uri);
