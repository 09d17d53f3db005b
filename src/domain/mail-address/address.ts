/** 4 to 64 characters with one `@` (B1), nothing with which a mail's head could be changed, no direction marks. */
const MAIL_ADDRESS = /^[^\s\p{C}@<>"'`(),:;[\]\\]+@[^\s\p{C}@<>"'`(),:;[\]\\]+$/u;

export const isMailAddress = (text: string): boolean =>
  text.length >= 4 && text.length <= 64 && MAIL_ADDRESS.test(text);
