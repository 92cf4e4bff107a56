/*
 * Languages as Kodi writes them: three letters of ISO 639-2/B ("ger", "fre", "chi").
 * The functions take a tag in any form that containers and file names have, in any case: "de", "deu", "ger",
 * "de-AT", "pt_BR", "German". NULL: none ("und", "mis", "mul", "zxx", empty, NULL). The string is borrowed
 * and lasts until the next call.
 */
#ifndef MEDIA_LANG_H
#define MEDIA_LANG_H

/* For a tag that is meant as a language: three letters that the table lacks are taken as they are. */
const char *lang_code(const char *tag);
/* Its two letters of ISO 639-1 ("de"), for a tag of any such form; NULL: it has none. */
const char *lang_two(const char *tag);
/* For a word that may be anything (of a file name): only languages that have a two-letter code. */
const char *lang_known(const char *word);

#endif
