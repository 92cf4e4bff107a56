/* Language tags to ISO 639-2/B; see lang.h. */
#include <stdbool.h>
#include <string.h>

#include "media/lang.h"

#define LANG_MAX 32 /* bytes of the longest tag or name that is looked at */

/* Every language of ISO 639-1: its two letters, the two codes of ISO 639-2 (B, T), and its English name where
 * that is one word. */
/* clang-format off */
static const struct {
	const char *two, *b, *t, *name;
} langs[] = {
	{"aa", "aar", "aar", "afar"}, {"ab", "abk", "abk", "abkhazian"}, {"ae", "ave", "ave", "avestan"},
	{"af", "afr", "afr", "afrikaans"}, {"ak", "aka", "aka", "akan"}, {"am", "amh", "amh", "amharic"},
	{"an", "arg", "arg", "aragonese"}, {"ar", "ara", "ara", "arabic"}, {"as", "asm", "asm", "assamese"},
	{"av", "ava", "ava", "avaric"}, {"ay", "aym", "aym", "aymara"}, {"az", "aze", "aze", "azerbaijani"},
	{"ba", "bak", "bak", "bashkir"}, {"be", "bel", "bel", "belarusian"},
	{"bg", "bul", "bul", "bulgarian"}, {"bh", "bih", "bih", NULL}, {"bi", "bis", "bis", "bislama"},
	{"bm", "bam", "bam", "bambara"}, {"bn", "ben", "ben", "bengali"}, {"bo", "tib", "bod", "tibetan"},
	{"br", "bre", "bre", "breton"}, {"bs", "bos", "bos", "bosnian"}, {"ca", "cat", "cat", "catalan"},
	{"ce", "che", "che", "chechen"}, {"ch", "cha", "cha", "chamorro"}, {"co", "cos", "cos", "corsican"},
	{"cr", "cre", "cre", "cree"}, {"cs", "cze", "ces", "czech"}, {"cu", "chu", "chu", NULL},
	{"cv", "chv", "chv", "chuvash"}, {"cy", "wel", "cym", "welsh"}, {"da", "dan", "dan", "danish"},
	{"de", "ger", "deu", "german"}, {"dv", "div", "div", "divehi"}, {"dz", "dzo", "dzo", "dzongkha"},
	{"ee", "ewe", "ewe", NULL}, {"el", "gre", "ell", "greek"}, {"en", "eng", "eng", "english"},
	{"eo", "epo", "epo", "esperanto"}, {"es", "spa", "spa", "spanish"}, {"et", "est", "est", "estonian"},
	{"eu", "baq", "eus", "basque"}, {"fa", "per", "fas", "persian"}, {"ff", "ful", "ful", "fulah"},
	{"fi", "fin", "fin", "finnish"}, {"fj", "fij", "fij", "fijian"}, {"fo", "fao", "fao", "faroese"},
	{"fr", "fre", "fra", "french"}, {"fy", "fry", "fry", NULL}, {"ga", "gle", "gle", "irish"},
	{"gd", "gla", "gla", "scottish"}, {"gl", "glg", "glg", "galician"}, {"gn", "grn", "grn", "guarani"},
	{"gu", "guj", "guj", "gujarati"}, {"gv", "glv", "glv", "manx"}, {"ha", "hau", "hau", "hausa"},
	{"he", "heb", "heb", "hebrew"}, {"hi", "hin", "hin", "hindi"}, {"ho", "hmo", "hmo", NULL},
	{"hr", "hrv", "hrv", "croatian"}, {"ht", "hat", "hat", "haitian"}, {"hu", "hun", "hun", "hungarian"},
	{"hy", "arm", "hye", "armenian"}, {"hz", "her", "her", "herero"},
	{"ia", "ina", "ina", "interlingua"}, {"id", "ind", "ind", "indonesian"},
	{"ie", "ile", "ile", "interlingue"}, {"ig", "ibo", "ibo", "igbo"}, {"ii", "iii", "iii", NULL},
	{"ik", "ipk", "ipk", "inupiaq"}, {"io", "ido", "ido", NULL}, {"is", "ice", "isl", "icelandic"},
	{"it", "ita", "ita", "italian"}, {"iu", "iku", "iku", "inuktitut"}, {"ja", "jpn", "jpn", "japanese"},
	{"jv", "jav", "jav", "javanese"}, {"ka", "geo", "kat", "georgian"}, {"kg", "kon", "kon", "kongo"},
	{"ki", "kik", "kik", "kikuyu"}, {"kj", "kua", "kua", "kuanyama"}, {"kk", "kaz", "kaz", "kazakh"},
	{"kl", "kal", "kal", "kalaallisut"}, {"km", "khm", "khm", "khmer"}, {"kn", "kan", "kan", "kannada"},
	{"ko", "kor", "kor", "korean"}, {"kr", "kau", "kau", "kanuri"}, {"ks", "kas", "kas", "kashmiri"},
	{"ku", "kur", "kur", "kurdish"}, {"kv", "kom", "kom", "komi"}, {"kw", "cor", "cor", "cornish"},
	{"ky", "kir", "kir", "kyrgyz"}, {"la", "lat", "lat", "latin"}, {"lb", "ltz", "ltz", "luxembourgish"},
	{"lg", "lug", "lug", "ganda"}, {"li", "lim", "lim", "limburgan"}, {"ln", "lin", "lin", "lingala"},
	{"lo", "lao", "lao", NULL}, {"lt", "lit", "lit", "lithuanian"}, {"lu", "lub", "lub", NULL},
	{"lv", "lav", "lav", "latvian"}, {"mg", "mlg", "mlg", "malagasy"},
	{"mh", "mah", "mah", "marshallese"}, {"mi", "mao", "mri", "maori"},
	{"mk", "mac", "mkd", "macedonian"}, {"ml", "mal", "mal", "malayalam"},
	{"mn", "mon", "mon", "mongolian"}, {"mr", "mar", "mar", "marathi"}, {"ms", "may", "msa", "malay"},
	{"mt", "mlt", "mlt", "maltese"}, {"my", "bur", "mya", "burmese"}, {"na", "nau", "nau", "nauru"},
	{"nb", "nob", "nob", "bokmal"}, {"nd", "nde", "nde", "ndebele"}, {"ne", "nep", "nep", "nepali"},
	{"ng", "ndo", "ndo", "ndonga"}, {"nl", "dut", "nld", "dutch"}, {"nn", "nno", "nno", "nynorsk"},
	{"no", "nor", "nor", "norwegian"}, {"nr", "nbl", "nbl", "ndebele"}, {"nv", "nav", "nav", "navajo"},
	{"ny", "nya", "nya", "chichewa"}, {"oc", "oci", "oci", "occitan"}, {"oj", "oji", "oji", "ojibwa"},
	{"om", "orm", "orm", "oromo"}, {"or", "ori", "ori", "odia"}, {"os", "oss", "oss", "ossetian"},
	{"pa", "pan", "pan", "punjabi"}, {"pi", "pli", "pli", "pali"}, {"pl", "pol", "pol", "polish"},
	{"ps", "pus", "pus", "pashto"}, {"pt", "por", "por", "portuguese"}, {"qu", "que", "que", "quechua"},
	{"rm", "roh", "roh", "romansh"}, {"rn", "run", "run", "rundi"}, {"ro", "rum", "ron", "romanian"},
	{"ru", "rus", "rus", "russian"}, {"rw", "kin", "kin", "kinyarwanda"},
	{"sa", "san", "san", "sanskrit"}, {"sc", "srd", "srd", "sardinian"}, {"sd", "snd", "snd", "sindhi"},
	{"se", "sme", "sme", NULL}, {"sg", "sag", "sag", "sango"}, {"si", "sin", "sin", "sinhala"},
	{"sk", "slo", "slk", "slovak"}, {"sl", "slv", "slv", "slovenian"}, {"sm", "smo", "smo", "samoan"},
	{"sn", "sna", "sna", "shona"}, {"so", "som", "som", "somali"}, {"sq", "alb", "sqi", "albanian"},
	{"sr", "srp", "srp", "serbian"}, {"ss", "ssw", "ssw", "swati"}, {"st", "sot", "sot", "sotho"},
	{"su", "sun", "sun", "sundanese"}, {"sv", "swe", "swe", "swedish"}, {"sw", "swa", "swa", "swahili"},
	{"ta", "tam", "tam", "tamil"}, {"te", "tel", "tel", "telugu"}, {"tg", "tgk", "tgk", "tajik"},
	{"th", "tha", "tha", "thai"}, {"ti", "tir", "tir", "tigrinya"}, {"tk", "tuk", "tuk", "turkmen"},
	{"tl", "tgl", "tgl", "tagalog"}, {"tn", "tsn", "tsn", "tswana"}, {"to", "ton", "ton", "tonga"},
	{"tr", "tur", "tur", "turkish"}, {"ts", "tso", "tso", "tsonga"}, {"tt", "tat", "tat", "tatar"},
	{"tw", "twi", "twi", NULL}, {"ty", "tah", "tah", "tahitian"}, {"ug", "uig", "uig", "uighur"},
	{"uk", "ukr", "ukr", "ukrainian"}, {"ur", "urd", "urd", "urdu"}, {"uz", "uzb", "uzb", "uzbek"},
	{"ve", "ven", "ven", "venda"}, {"vi", "vie", "vie", "vietnamese"}, {"vo", "vol", "vol", NULL},
	{"wa", "wln", "wln", "walloon"}, {"wo", "wol", "wol", "wolof"}, {"xh", "xho", "xho", "xhosa"},
	{"yi", "yid", "yid", "yiddish"}, {"yo", "yor", "yor", "yoruba"}, {"za", "zha", "zha", "zhuang"},
	{"zh", "chi", "zho", "chinese"}, {"zu", "zul", "zul", "zulu"},
};
/* clang-format on */

/* ISO 639-2 codes that name no language: undetermined, uncoded, multiple, no linguistic content. */
static const char *const none[] = {"und", "mis", "mul", "zxx"};

/* The part of a tag before its region, in lower case. False when that is not letters only. */
static bool main_part(const char *tag, char out[LANG_MAX])
{
	size_t len = tag ? strcspn(tag, "-_") : 0;

	if (!len || len >= LANG_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = tag[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c < 'a' || c > 'z')
			return false;
		out[i] = c;
	}
	out[len] = '\0';
	return true;
}

static bool is_lang(size_t i, const char *tag, size_t len)
{
	if (len == 2)
		return !strcmp(tag, langs[i].two);
	if (len == 3)
		return !strcmp(tag, langs[i].b) || !strcmp(tag, langs[i].t);
	return langs[i].name && !strcmp(tag, langs[i].name);
}

/* The index of a language in the table; -1: it is not there. */
static int find(const char *tag)
{
	size_t len = strlen(tag);

	for (size_t i = 0; i < sizeof(langs) / sizeof(*langs); i++) {
		if (is_lang(i, tag, len))
			return (int)i;
	}
	return -1;
}

const char *lang_known(const char *word)
{
	char tag[LANG_MAX];
	int i = main_part(word, tag) ? find(tag) : -1;

	return i >= 0 ? langs[i].b : NULL;
}

const char *lang_two(const char *tag)
{
	char part[LANG_MAX];
	int i = main_part(tag, part) ? find(part) : -1;

	return i >= 0 ? langs[i].two : NULL;
}

const char *lang_code(const char *tag)
{
	static char other[LANG_MAX];
	int i;

	if (!main_part(tag, other))
		return NULL;
	i = find(other);
	if (i >= 0)
		return langs[i].b;
	for (size_t k = 0; k < sizeof(none) / sizeof(*none); k++) {
		if (!strcmp(other, none[k]))
			return NULL;
	}
	return strlen(other) == 3 ? other : NULL;
}
