/** Without 0 and O, 1 and I, which look alike: 32 characters, five random bits each. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const GROUPS = 4;
const GROUP_CHARACTERS = 4;

/**
 * A passphrase for one file: `K7QX-M3WD-9RTB-4HNV`, the hyphens included. 80 random bits, which no list of words
 * shortens: whoever finds the file cannot try them all, whatever the file's own key derivation is worth.
 */
export const newPassphrase = (): string => {
  const random = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_CHARACTERS));
  const characters = Array.from(random, (octet) => ALPHABET.charAt(octet % ALPHABET.length));
  return Array.from({ length: GROUPS }, (_, group) =>
    characters.slice(group * GROUP_CHARACTERS, (group + 1) * GROUP_CHARACTERS).join(""),
  ).join("-");
};
