/** The application's version, told to the server and compared with package.json by a test. */
export const VERSION = "0.1.0";
