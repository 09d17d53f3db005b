-- Notices of the institution to its customers (BTOP001 金融機関からのお知らせ).

create table notice (
  institution_code text not null,
  notice_id text not null,
  title_ja text not null,
  title_en text not null,
  body_ja text not null,
  body_en text not null,
  published_from timestamptz not null,
  published_until timestamptz,
  primary key (institution_code, notice_id)
);
