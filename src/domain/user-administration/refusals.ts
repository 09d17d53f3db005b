import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why an administrator does not get something done with a user of the contract. */
export const userAdministrationRefusals = defineRefusals({
  USER_ADMINISTRATION_FORBIDDEN: {
    kind: "forbidden",
    cause: {
      ja: "利用者管理の操作は、ご利用中の利用者には許可されていません。",
      en: "You are not allowed to administer users.",
    },
    action: {
      ja: "操作が必要な場合は、ご契約のマスターユーザまたは管理者の方へご依頼ください。",
      en: "If it needs to be done, please ask the master user or an administrator of your contract.",
    },
  },
  USER_DRAFT_UNKNOWN: {
    kind: "notFound",
    cause: {
      ja: "登録する内容が見つからないか、入力から時間が経ちすぎています。",
      en: "What was to be registered is not there any more, or was entered too long ago.",
    },
    action: {
      ja: "利用者一覧で登録済みかどうかをご確認のうえ、まだの場合は最初から入力してください。",
      en: "Please see in the list of users whether it was registered; if not, enter it again.",
    },
  },
  OWN_SUSPENSION_REFUSED: {
    kind: "forbidden",
    cause: { ja: "ご自身を停止・解除することはできません。", en: "You cannot stop or resume yourself." },
    action: {
      ja: "停止が必要な場合は、他の管理者の方またはお取引店へご依頼ください。",
      en: "If it needs to be done, please ask another administrator or your branch.",
    },
  },
  HEAD_SUSPENSION_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "マスターユーザ（管理者）の方を画面から停止・解除することはできません。",
      en: "The master user (Shinkin: the administrator) cannot be stopped or resumed on screen.",
    },
    action: {
      ja: "停止が必要な場合は、お取引店へお届けください。",
      en: "If it needs to be done, please hand in a request at your branch.",
    },
  },
  USER_ALREADY_SUSPENDED: {
    kind: "conflict",
    cause: { ja: "この利用者はすでに停止しています。", en: "This user is stopped already." },
    action: {
      ja: "利用者停止・解除一覧で、現在の状態をご確認ください。",
      en: "Please see the present state in the list.",
    },
  },
  USER_REISSUE_NOT_NEEDED: {
    kind: "conflict",
    cause: {
      ja: "この利用者に、いま電子証明書を発行する必要はありません。",
      en: "There is no need to issue a certificate to this user now.",
    },
    action: {
      ja: "利用者一覧で、電子証明書の状態をもう一度ご確認ください。",
      en: "Please see the state of the certificate again in the list of users.",
    },
  },
  USER_NOT_SUSPENDED: {
    kind: "conflict",
    cause: { ja: "この利用者は停止していません。", en: "This user is not stopped." },
    action: {
      ja: "利用者停止・解除一覧で、現在の状態をご確認ください。",
      en: "Please see the present state in the list.",
    },
  },
  OWN_CHANGE_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "ご自身のメールアドレスと権限は、この画面では変更できません。",
      en: "You cannot change your own mail address or rights here.",
    },
    action: {
      ja: "メールアドレスは「お客様情報」で変更してください。権限の変更は、他の管理者の方へご依頼ください。",
      en: "Change your mail address under “Your settings”; for rights, ask another administrator.",
    },
  },
  HEAD_CHANGE_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "マスターユーザ（管理者）の方の登録内容は、他の方からは変更できません。",
      en: "The data of the master user (Shinkin: the administrator) cannot be changed by others.",
    },
    action: {
      ja: "ご本人の操作で変更するか、お取引店の窓口でお手続きください。",
      en: "The person can change them, or hand in a request at the branch.",
    },
  },
  USER_UNCHANGED: {
    kind: "invalid",
    cause: { ja: "変更された項目がありません。", en: "Nothing is different from before." },
    action: {
      ja: "変更する項目を入力し直してください。",
      en: "Please enter what is to change.",
    },
  },
  USER_CHANGED_MEANWHILE: {
    kind: "conflict",
    cause: {
      ja: "画面を開いてから、この利用者の登録内容が別の操作で変更されました。",
      en: "The data of this user were changed in another way since the page was opened.",
    },
    action: {
      ja: "利用者一覧から開き直し、現在の内容をご確認ください。",
      en: "Please open the user anew from the list and check the present data.",
    },
  },
  RIGHT_NOT_WITHHOLDABLE: {
    kind: "invalid",
    cause: {
      ja: "この権限は、この利用者から外せません。",
      en: "This right cannot be withheld from this user.",
    },
    action: {
      ja: "権限の内訳を選び直してください。",
      en: "Please choose the rights again.",
    },
  },
  RIGHT_NOT_HELD: {
    kind: "forbidden",
    cause: {
      ja: "ご自身にない権限を、他の利用者に付与することはできません。",
      en: "You cannot give a right that you do not have yourself.",
    },
    action: {
      ja: "必要な場合は、他の管理者の方へご依頼ください。ほかに管理者の方がいらっしゃらない場合は、お取引店の窓口でお手続きください。",
      en: "If it needs to be done, please ask another administrator or, where there is none, your branch.",
    },
  },
  OWN_DELETION_REFUSED: {
    kind: "forbidden",
    cause: { ja: "ご自身を削除することはできません。", en: "You cannot delete yourself." },
    action: {
      ja: "必要な場合は、他の管理者の方へご依頼ください。ほかに管理者の方がいらっしゃらない場合は、お取引店の窓口でお手続きください。",
      en: "If it needs to be done, please ask another administrator or, where there is none, your branch.",
    },
  },
  HEAD_DELETION_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "マスターユーザ（管理者）の方を画面から削除することはできません。",
      en: "The master user (Shinkin: the administrator) cannot be deleted on screen.",
    },
    action: {
      ja: "お取引店の窓口でお手続きください。",
      en: "Please hand in a request at your branch.",
    },
  },
  APPROVERS_TOO_FEW: {
    kind: "conflict",
    cause: {
      ja: "申請を承認できる管理者の方が2名未満になるため、この操作はできません。",
      en: "Fewer than two administrators would be left who can approve.",
    },
    action: {
      ja: "先に、別の利用者に管理者権限と承認の権限を付与してください。承認の取りやめは、お取引店の窓口でお手続きください。",
      en: "Please give another user administrator rights with approval first. To do without approval, ask your branch.",
    },
  },
  OWN_RESET_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "ご自身のパスワード（暗証番号）は、この画面では再設定できません。",
      en: "You cannot reset your own passwords (PINs) here.",
    },
    action: {
      ja: "「お客様情報」で変更してください。お忘れの場合は、他の管理者の方へご依頼いただくか、お取引店の窓口でお手続きください。",
      en: "Change them under “Your settings”. If you have forgotten them, ask another administrator or your branch.",
    },
  },
  HEAD_RESET_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "マスターユーザ（管理者）の方のパスワード（暗証番号）は、画面から再設定できません。",
      en: "The passwords (PINs) of the master user (Shinkin: the administrator) cannot be reset on screen.",
    },
    action: {
      ja: "お取引店の窓口でお手続きください。",
      en: "Please hand in a request at your branch.",
    },
  },
  OWN_UNLOCK_REFUSED: {
    kind: "forbidden",
    cause: { ja: "ご自身のロックを解除することはできません。", en: "You cannot unlock yourself." },
    action: {
      ja: "必要な場合は、他の管理者の方へご依頼ください。ほかに管理者の方がいらっしゃらない場合は、お取引店の窓口でお手続きください。",
      en: "If it needs to be done, please ask another administrator or, where there is none, your branch.",
    },
  },
  UNLOCK_ONLY_BY_INSTITUTION: {
    kind: "forbidden",
    cause: { ja: "ロックの解除は、画面からは行えません。", en: "Users cannot be unlocked on screen." },
    action: {
      ja: "お取引店の窓口でお手続きください。",
      en: "Please hand in a request at your branch.",
    },
  },
  USER_NOT_LOCKED: {
    kind: "conflict",
    cause: {
      ja: "この利用者は、入力の誤りによるロックの状態ではありません。",
      en: "Nothing of this user is locked after wrong entries.",
    },
    action: {
      ja: "利用者一覧で、現在の状態をご確認ください。",
      en: "Please see the present state in the list of users.",
    },
  },
  REMINDED_TODAY: {
    kind: "tooMany",
    cause: {
      ja: "直前のご案内から24時間たっていないため、まだ送れません。",
      en: "The last reminder was sent less than 24 hours ago.",
    },
    action: {
      ja: "24時間以上たってから、もう一度お試しください。",
      en: "Please try again when 24 hours have passed.",
    },
  },
  NOBODY_TO_REMIND: {
    kind: "conflict",
    cause: { ja: "ご案内の対象となる利用者の方がいません。", en: "There is nobody to be reminded." },
    action: {
      ja: "移行状況の一覧で、電子証明書とメールアドレスの登録をご確認ください。",
      en: "Please see on the board who has a certificate and a mail address.",
    },
  },
});

export type UserAdministrationCode = keyof typeof userAdministrationRefusals;
