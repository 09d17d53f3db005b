/** The field that is typed into. What it holds is never put anywhere else. */

const tell = (input: HTMLInputElement): void => {
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
};

/** How many characters it holds. */
export const countOf = (input: HTMLInputElement): number => Array.from(input.value).length;

/** Types a character in the place of what is selected, as a key would; false where there is no room. */
export const type = (input: HTMLInputElement, character: string): boolean => {
  const start = input.selectionStart ?? input.value.length;
  const end = input.selectionEnd ?? start;
  if (input.maxLength >= 0 && input.value.length - (end - start) >= input.maxLength) return false;
  input.setRangeText(character, start, end, "end");
  tell(input);
  return true;
};

/** Deletes what is selected, or the character before the cursor. */
export const deleteOne = (input: HTMLInputElement): void => {
  const end = input.selectionEnd ?? input.value.length;
  const start = input.selectionStart ?? end;
  input.setRangeText("", start === end ? Math.max(start - 1, 0) : start, end, "end");
  tell(input);
};

export const deleteAll = (input: HTMLInputElement): void => {
  input.value = "";
  tell(input);
};
