// What the thing itself is called.
const called = `
  password passwd pass passcode secret login logon access pincode pasuwado himitsu angou anshou
  kakunin kagi
`;
// Roles and places of work.
const roles = `
  admin administrator master user guest test demo system root owner manager kanri kanrisha keiri
  soumu eigyou shachou syacho kaisha company office
`;
// Banks and money.
const money = `
  bank banking ginkou ginko shinkin shinyo shinkumi kinko okane money yokin kouza furikomi bizsol
  anser tegata business internet hojin houjin
`;
// Greetings, wishes, favourites.
const liked = `
  welcome letmein hello iloveyou love lovely sunshine princess dragon monkey football baseball
  superman batman shadow michael charlie computer freedom arigatou arigato konnichiwa ohayou
  aishiteru daisuki anata happy lucky smile sakura tsubaki himawari yuki hikari hoshi takara kazoku
  neko inu usagi pikachu pokemon doraemon totoro naruto kitty mickey soccer yakyuu tigers giants
  carp dragons hawks marines
`;
// Names of people and places.
const names = `
  taro tarou hanako ichiro jiro saburo yamada tanaka suzuki sato satou takahashi watanabe itou
  nakamura kobayashi yoshida yamamoto kato akira kenji nihon nippon japan tokyo toukyou osaka oosaka
  kyoto nagoya sapporo fujisan fukuoka yokohama niigata gunma nagano hokkaido okinawa
`;
// Months and seasons.
const months = `
  january february march april june july august september october november december spring summer
  autumn winter haru natsu aki fuyu reiwa heisei showa
`;
// Beginnings of keyboard rows that are taken as words.
const keys = `
  qwerty asdf zxcv qazwsx abc xyz aaa zaq
`;

/**
 * Words with which passwords that are guessed first begin or end: the English ones of every published list, those that
 * people in Japan take, and the words of this trade. Our own selection; a bigger list can be given by setting
 * `TEGATA_REFUSED_SECRETS_FILE`. Lower case, three letters or more.
 */
export const commonWords: readonly string[] = [called, roles, money, liked, names, months, keys]
  .join(" ")
  .trim()
  .split(/\s+/);
