/*
 * The words of release names. One table: which words end a title wherever they stand, and which only do in
 * the company of these, because films are called so too (Limited, Final Cut, The French Connection).
 */
#include <stdlib.h>
#include <string.h>

#include "media/lang.h"
#include "media/name_words.h"

/* Sorted by bytes, for bsearch. */
static const struct entry {
	const char *word;
	unsigned classes;
} table[] = {{"1080", W_TAG}, {"1080hd", W_TAG}, {"1080i", W_TAG}, {"1080p", W_TAG}, {"1080phd", W_TAG},
	{"10bit", W_TAG}, {"1440", W_WEAK}, {"1440p", W_TAG}, {"1920x1080", W_TAG}, {"2160", W_TAG},
	{"2160p", W_TAG}, {"2audio", W_TAG}, {"2cd", W_TAG}, {"2ch", W_TAG}, {"2dvd", W_TAG}, {"2in1", W_TAG},
	{"2xaudio", W_TAG}, {"360p", W_TAG}, {"3audio", W_TAG}, {"3cd", W_TAG}, {"3d", W_WEAK},
	{"3dvd", W_TAG}, {"3xaudio", W_TAG}, {"4320p", W_TAG}, {"480", W_WEAK}, {"480i", W_TAG},
	{"480p", W_TAG}, {"4cd", W_TAG}, {"4k", W_TAG}, {"540", W_WEAK}, {"540p", W_TAG}, {"576", W_WEAK},
	{"576i", W_TAG}, {"576p", W_TAG}, {"5ch", W_TAG}, {"6ch", W_TAG}, {"720", W_TAG}, {"720hd", W_TAG},
	{"720i", W_TAG}, {"720p", W_TAG}, {"720phd", W_TAG}, {"8bit", W_TAG}, {"8ch", W_TAG}, {"aac", W_TAG},
	{"aac2", W_TAG}, {"abc", W_NET}, {"ac3", W_TAG}, {"ac3d", W_TAG}, {"ac4", W_TAG}, {"adn", W_NET},
	{"afrikaans", W_WEAK}, {"ahdtv", W_TAG}, {"ai", W_WEAK}, {"albanian", W_WEAK}, {"all4", W_NET},
	{"alternate", W_PREFIX}, {"alternative", W_PREFIX}, {"altyazi", W_WEAK}, {"altyazılı", W_WEAK},
	{"amzn", W_TAG}, {"anniversary", W_PREFIX}, {"ara", W_WEAK}, {"arabic", W_WEAK}, {"armenian", W_WEAK},
	{"asrequested", W_TAG}, {"assembly", W_PREFIX}, {"atmos", W_TAG}, {"atv", W_NET}, {"atvp", W_WEAK},
	{"audio", W_WEAK}, {"audiofix", W_TAG}, {"audiofixed", W_TAG}, {"av1", W_TAG}, {"avc", W_TAG},
	{"avchd", W_TAG}, {"avi", W_TAG}, {"axxo", W_TAG}, {"baha", W_NET}, {"basque", W_WEAK},
	{"bbc", W_NET}, {"bd", W_WEAK}, {"bd25", W_TAG}, {"bd50", W_TAG}, {"bd66", W_TAG}, {"bdfull", W_TAG},
	{"bdiso", W_TAG}, {"bdmux", W_TAG}, {"bdmv", W_TAG}, {"bdr", W_TAG}, {"bdremux", W_TAG},
	{"bdrip", W_TAG}, {"bdrips", W_TAG}, {"bengali", W_WEAK}, {"bg", W_WEAK}, {"bluray", W_TAG},
	{"bosnian", W_WEAK}, {"br", W_WEAK}, {"brazilian", W_WEAK}, {"brip", W_TAG}, {"brmux", W_TAG},
	{"brrip", W_TAG}, {"bt2020", W_TAG}, {"bt709", W_TAG}, {"bulgarian", W_WEAK}, {"cam", W_WEAK},
	{"camrip", W_TAG}, {"cantonese", W_WEAK}, {"castellano", W_WEAK}, {"catalan", W_WEAK}, {"cbc", W_NET},
	{"cbs", W_NET}, {"cc", W_NET}, {"cd", W_TAG}, {"ces", W_WEAK}, {"chi", W_WEAK}, {"chinese", W_WEAK},
	{"cn", W_WEAK}, {"collection", W_WEAK}, {"collector", W_PREFIX}, {"collector's", W_PREFIX},
	{"collectors", W_PREFIX}, {"colorized", W_WEAK}, {"complet", W_WEAK}, {"completa", W_WEAK},
	{"complete", W_WEAK}, {"completo", W_WEAK}, {"convert", W_WEAK}, {"converted", W_WEAK},
	{"cr", W_WEAK}, {"crav", W_NET}, {"criterion", W_EDITION | W_PREFIX}, {"croatian", W_WEAK},
	{"cs", W_WEAK}, {"custom", W_WEAK}, {"cut", W_CUT}, {"cz", W_WEAK}, {"cze", W_WEAK},
	{"czech", W_WEAK}, {"d9", W_TAG}, {"da", W_CODE}, {"dan", W_WEAK}, {"danish", W_WEAK},
	{"dansk", W_WEAK}, {"dc", W_WEAK}, {"dcu", W_NET}, {"dd", W_WEAK}, {"dd1", W_TAG}, {"dd2", W_TAG},
	{"dd20", W_TAG}, {"dd5", W_TAG}, {"dd51", W_TAG}, {"dd71", W_TAG}, {"ddc", W_TAG}, {"ddp", W_TAG},
	{"ddp2", W_TAG}, {"ddp51", W_TAG}, {"ddp71", W_TAG}, {"ddpa", W_TAG}, {"ddpa51", W_TAG},
	{"ddplus", W_TAG}, {"de", W_WEAK}, {"definitive", W_PREFIX}, {"deluxe", W_WEAK | W_PREFIX},
	{"despecialized", W_WEAK | W_PREFIX}, {"deu", W_WEAK}, {"deutsch", W_WEAK}, {"diamond", W_PREFIX},
	{"digitalrip", W_TAG}, {"director", W_PREFIX}, {"director's", W_PREFIX}, {"directors", W_PREFIX},
	{"dirfix", W_TAG}, {"divx", W_TAG}, {"dk", W_WEAK}, {"dl", W_WEAK}, {"dmrip", W_TAG}, {"doc", W_WEAK},
	{"docu", W_WEAK}, {"documentary", W_WEAK}, {"doku", W_WEAK}, {"dokumentation", W_WEAK},
	{"dolby", W_WEAK}, {"dolbyatmos", W_TAG}, {"dolbydigital", W_TAG}, {"dolbyvision", W_TAG},
	{"dovi", W_WEAK}, {"dscp", W_NET}, {"dsnp", W_TAG}, {"dsnprip", W_TAG}, {"dsr", W_TAG},
	{"dsrip", W_TAG}, {"dthrip", W_TAG}, {"dts", W_TAG}, {"dtses", W_TAG}, {"dtshd", W_TAG},
	{"dtshra", W_TAG}, {"dtsma", W_TAG}, {"dtsx", W_TAG}, {"dttrip", W_TAG}, {"dtv", W_WEAK},
	{"dtvrip", W_TAG}, {"dual", W_WEAK}, {"dualaudio", W_TAG}, {"dub", W_WEAK}, {"dubbed", W_TAG},
	{"dubbing", W_WEAK}, {"dublado", W_TAG}, {"dublaj", W_TAG}, {"dubpl", W_WEAK}, {"dubs", W_WEAK},
	{"dut", W_WEAK}, {"dutch", W_WEAK}, {"dv", W_WEAK}, {"dvb", W_TAG}, {"dvbrip", W_TAG}, {"dvd", W_TAG},
	{"dvd5", W_TAG}, {"dvd9", W_TAG}, {"dvdfull", W_TAG}, {"dvdiso", W_TAG}, {"dvdivx", W_TAG},
	{"dvdmux", W_TAG}, {"dvdr", W_TAG}, {"dvdr5", W_TAG}, {"dvdr9", W_TAG}, {"dvdrip", W_TAG},
	{"dvdrips", W_TAG}, {"dvdripxvid", W_TAG}, {"dvdrmux", W_TAG}, {"dvdrom", W_TAG}, {"dvdscr", W_TAG},
	{"dvdscreener", W_TAG}, {"dxva", W_TAG}, {"eac3", W_TAG}, {"edit", W_CUT}, {"edition", W_CUT},
	{"ell", W_WEAK}, {"en", W_WEAK}, {"eng", W_WEAK}, {"english", W_WEAK}, {"engsub", W_TAG},
	{"engsubs", W_TAG}, {"es", W_WEAK}, {"esp", W_WEAK}, {"espanol", W_WEAK}, {"español", W_WEAK},
	{"estonian", W_WEAK}, {"esub", W_TAG}, {"esubs", W_TAG}, {"etrg", W_TAG}, {"ettv", W_TAG},
	{"extended", W_EDITION}, {"eztv", W_TAG}, {"fan", W_PREFIX}, {"fanedit", W_WEAK}, {"fansub", W_WEAK},
	{"fansubbed", W_WEAK}, {"farsi", W_WEAK}, {"fastsub", W_TAG}, {"festival", W_WEAK}, {"fhd", W_TAG},
	{"fi", W_CODE}, {"filipino", W_WEAK}, {"fin", W_WEAK}, {"final", W_PREFIX}, {"finnish", W_WEAK},
	{"fix", W_WEAK}, {"flac", W_TAG}, {"flac2", W_TAG}, {"flemish", W_WEAK}, {"fox", W_NET},
	{"fptv", W_NET}, {"fr", W_WEAK}, {"fra", W_WEAK}, {"francais", W_WEAK}, {"français", W_WEAK},
	{"fre", W_WEAK}, {"french", W_WEAK}, {"fs", W_WEAK}, {"fsbs", W_TAG}, {"fullhd", W_TAG},
	{"fullsbs", W_TAG}, {"fullscreen", W_WEAK | W_PREFIX}, {"funi", W_NET}, {"galego", W_WEAK},
	{"galician", W_WEAK}, {"georgian", W_WEAK}, {"ger", W_WEAK}, {"german", W_WEAK}, {"gold", W_PREFIX},
	{"gr", W_WEAK}, {"gre", W_WEAK}, {"greek", W_WEAK}, {"gujarati", W_WEAK}, {"h263", W_TAG},
	{"h264", W_TAG}, {"h264x", W_TAG}, {"h265", W_TAG}, {"h266", W_TAG}, {"halfou", W_TAG},
	{"halfsbs", W_TAG}, {"hardsub", W_TAG}, {"hardsubbed", W_WEAK}, {"hardsubs", W_TAG}, {"hbo", W_NET},
	{"hc", W_WEAK}, {"hd", W_WEAK}, {"hd1080", W_TAG}, {"hd720", W_TAG}, {"hdcam", W_TAG},
	{"hddvd", W_TAG}, {"hddvdrip", W_TAG}, {"hdlight", W_TAG}, {"hdma", W_TAG}, {"hdr", W_TAG},
	{"hdr10", W_TAG}, {"hdr10plus", W_TAG}, {"hdrip", W_TAG}, {"hdtc", W_TAG}, {"hdts", W_TAG},
	{"hdtv", W_TAG}, {"hdtvrip", W_TAG}, {"he", W_CODE}, {"heaac", W_TAG}, {"heaacv2", W_TAG},
	{"heb", W_WEAK}, {"hebrew", W_WEAK}, {"hebsubs", W_TAG}, {"hevc", W_TAG}, {"hfr", W_TAG},
	{"hi", W_CODE}, {"hi10", W_TAG}, {"hi10p", W_TAG}, {"hi444p", W_TAG}, {"hidive", W_NET},
	{"hin", W_WEAK}, {"hindi", W_WEAK}, {"hlg", W_TAG}, {"hmax", W_TAG}, {"hmaxrip", W_TAG},
	{"hou", W_TAG}, {"hq", W_WEAK}, {"hqcam", W_TAG}, {"hr", W_WEAK}, {"hra", W_WEAK}, {"hrhd", W_WEAK},
	{"hrv", W_WEAK}, {"hsbs", W_TAG}, {"htab", W_TAG}, {"htdv", W_TAG}, {"hu", W_WEAK}, {"hulu", W_WEAK},
	{"hun", W_WEAK}, {"hungarian", W_WEAK}, {"hybrid", W_WEAK}, {"icelandic", W_WEAK}, {"ifc", W_NET},
	{"imax", W_EDITION}, {"indonesian", W_WEAK}, {"int", W_WEAK}, {"integral", W_WEAK},
	{"integrale", W_WEAK}, {"internal", W_WEAK}, {"international", W_PREFIX}, {"intégrale", W_WEAK},
	{"ip", W_NET}, {"iptvrip", W_TAG}, {"iqiyi", W_NET}, {"it", W_NET | W_CODE}, {"ita", W_WEAK},
	{"italian", W_WEAK}, {"italiano", W_WEAK}, {"itasub", W_TAG}, {"itunes", W_TAG}, {"itv", W_NET},
	{"ja", W_CODE}, {"jap", W_WEAK}, {"japanese", W_WEAK}, {"jp", W_WEAK}, {"jpn", W_WEAK},
	{"kannada", W_WEAK}, {"kktv", W_NET}, {"ko", W_WEAK}, {"komplett", W_WEAK}, {"kor", W_WEAK},
	{"korean", W_WEAK}, {"korsub", W_TAG}, {"kvcd", W_TAG}, {"lame", W_WEAK}, {"lat", W_WEAK},
	{"latino", W_WEAK}, {"latvian", W_WEAK}, {"ld", W_WEAK}, {"ldtv", W_TAG}, {"legacy", W_PREFIX},
	{"legendado", W_TAG}, {"legendas", W_TAG}, {"lektor", W_TAG}, {"lektorpl", W_TAG},
	{"limited", W_WEAK | W_PREFIX}, {"line", W_WEAK}, {"lithuanian", W_WEAK}, {"lpcm", W_TAG},
	{"m2ts", W_TAG}, {"m4v", W_TAG}, {"ma", W_WEAK}, {"ma10p", W_TAG}, {"ma51", W_TAG}, {"ma71", W_TAG},
	{"macedonian", W_WEAK}, {"magyar", W_WEAK}, {"malay", W_WEAK}, {"malayalam", W_WEAK},
	{"mandarin", W_WEAK}, {"marathi", W_WEAK}, {"matte", W_CUT}, {"max", W_NET}, {"mbcvod", W_TAG},
	{"md", W_WEAK}, {"mhd", W_TAG}, {"mic", W_WEAK}, {"microhd", W_TAG}, {"mkv", W_TAG}, {"ml", W_WEAK},
	{"mongolian", W_WEAK}, {"mono", W_WEAK}, {"mp2", W_TAG}, {"mp3", W_TAG}, {"mp4", W_TAG},
	{"mpeg", W_TAG}, {"mpeg2", W_TAG}, {"mpeg4", W_TAG}, {"msub", W_TAG}, {"msubs", W_TAG},
	{"mtv", W_NET}, {"multi", W_WEAK}, {"multi2", W_TAG}, {"multi3", W_TAG}, {"multi4", W_TAG},
	{"multiaudio", W_TAG}, {"multilang", W_WEAK}, {"multilingual", W_WEAK}, {"multiple", W_WEAK},
	{"multisub", W_TAG}, {"multisubs", W_TAG}, {"mvc", W_TAG}, {"mytv", W_NET}, {"napisy", W_TAG},
	{"nbc", W_NET}, {"nc17", W_WEAK}, {"nced", W_TAG}, {"ncop", W_TAG}, {"nederlands", W_WEAK},
	{"nepali", W_WEAK}, {"netflix", W_WEAK}, {"nf", W_WEAK}, {"nfo", W_WEAK}, {"nfofix", W_TAG},
	{"nl", W_WEAK}, {"nld", W_WEAK}, {"nlsub", W_TAG}, {"nlsubs", W_TAG}, {"no", W_CODE}, {"nor", W_WEAK},
	{"nordic", W_WEAK}, {"norsk", W_WEAK}, {"norwegian", W_WEAK}, {"nowtv", W_NET}, {"ntsc", W_TAG},
	{"oad", W_WEAK}, {"oar", W_WEAK}, {"oav", W_WEAK}, {"obfuscated", W_WEAK}, {"ogg", W_WEAK},
	{"ona", W_WEAK}, {"open", W_PREFIX}, {"openmatte", W_TAG}, {"opus", W_WEAK}, {"opus2", W_TAG},
	{"opus5", W_TAG}, {"original", W_PREFIX}, {"ov", W_WEAK}, {"ova", W_WEAK}, {"pal", W_WEAK},
	{"part", W_JOINED}, {"pcm", W_TAG}, {"pcok", W_NET}, {"pdtv", W_TAG}, {"pdvd", W_TAG},
	{"pdvdrip", W_TAG}, {"persian", W_WEAK}, {"pl", W_WEAK}, {"platinum", W_PREFIX}, {"pldub", W_WEAK},
	{"plsub", W_WEAK}, {"pmtp", W_NET}, {"pob", W_WEAK}, {"pol", W_WEAK}, {"polish", W_WEAK},
	{"polski", W_WEAK}, {"por", W_WEAK}, {"portuguese", W_WEAK}, {"português", W_WEAK},
	{"postbot", W_TAG}, {"ppv", W_WEAK}, {"ppvrip", W_TAG}, {"preair", W_WEAK}, {"predvd", W_TAG},
	{"producer's", W_PREFIX}, {"producers", W_PREFIX}, {"proof", W_WEAK}, {"prooffix", W_TAG},
	{"proper", W_WEAK}, {"proper2", W_WEAK}, {"pt", W_WEAK | W_JOINED}, {"ptbr", W_WEAK},
	{"punjabi", W_WEAK}, {"qaac", W_TAG}, {"qc", W_WEAK}, {"qhd", W_TAG}, {"quebec", W_WEAK},
	{"r3", W_WEAK}, {"r5", W_WEAK}, {"r6", W_WEAK}, {"rarbg", W_TAG}, {"rated", W_WEAK}, {"raw", W_WEAK},
	{"raws", W_WEAK}, {"rc", W_WEAK}, {"read", W_WEAK}, {"readnfo", W_TAG}, {"real", W_WEAK},
	{"recut", W_EDITION}, {"red", W_NET}, {"redux", W_PREFIX}, {"reencode", W_TAG}, {"reencoded", W_TAG},
	{"region5", W_TAG}, {"regraded", W_WEAK}, {"remaster", W_EDITION}, {"remastered", W_EDITION},
	{"remux", W_TAG}, {"remuxed", W_TAG}, {"repack", W_TAG}, {"repack2", W_WEAK}, {"repost", W_WEAK},
	{"rerip", W_TAG}, {"restored", W_EDITION}, {"retail", W_WEAK}, {"rip", W_WEAK}, {"rmvb", W_TAG},
	{"ro", W_WEAK}, {"rogue", W_PREFIX}, {"roku", W_NET}, {"romanian", W_WEAK}, {"ron", W_WEAK},
	{"ru", W_WEAK}, {"rus", W_WEAK}, {"russian", W_WEAK}, {"sample", W_WEAK}, {"samplefix", W_TAG},
	{"satrip", W_TAG}, {"sbs", W_WEAK}, {"scr", W_TAG}, {"screener", W_WEAK}, {"sd", W_WEAK},
	{"sdr", W_WEAK}, {"sdtv", W_TAG}, {"se", W_WEAK}, {"secam", W_TAG}, {"serbian", W_WEAK},
	{"sho", W_NET}, {"signature", W_PREFIX}, {"sinhala", W_WEAK}, {"slk", W_WEAK}, {"slovak", W_WEAK},
	{"slovenian", W_WEAK}, {"softsub", W_TAG}, {"softsubbed", W_WEAK}, {"softsubs", W_WEAK},
	{"sonyliv", W_NET}, {"spa", W_WEAK}, {"spanish", W_WEAK}, {"special", W_PREFIX}, {"srp", W_WEAK},
	{"stan", W_NET}, {"starz", W_NET}, {"stereo", W_WEAK}, {"stfr", W_TAG}, {"stv", W_WEAK},
	{"stz", W_NET}, {"sub", W_WEAK}, {"subbed", W_TAG}, {"subesp", W_TAG}, {"subfix", W_TAG},
	{"subfr", W_WEAK}, {"subfrench", W_TAG}, {"subita", W_WEAK}, {"subpack", W_TAG}, {"subpl", W_WEAK},
	{"subs", W_WEAK}, {"subtitle", W_WEAK}, {"subtitled", W_WEAK}, {"subtitles", W_WEAK},
	{"suomi", W_WEAK}, {"superbit", W_TAG}, {"superfan", W_PREFIX}, {"sv", W_WEAK}, {"svcd", W_TAG},
	{"svenska", W_WEAK}, {"swe", W_WEAK}, {"swedish", W_WEAK}, {"swesub", W_TAG}, {"swissgerman", W_WEAK},
	{"syncfix", W_TAG}, {"syncfixed", W_TAG}, {"tagalog", W_WEAK}, {"tam", W_WEAK}, {"tamil", W_WEAK},
	{"tc", W_WEAK}, {"tel", W_WEAK}, {"telecine", W_TAG}, {"telesync", W_TAG}, {"telugu", W_WEAK},
	{"thai", W_WEAK}, {"theatrical", W_EDITION}, {"truefrench", W_TAG}, {"truehd", W_TAG}, {"ts", W_WEAK},
	{"tubi", W_NET}, {"tur", W_WEAK}, {"turkish", W_WEAK}, {"tvdl", W_TAG}, {"tver", W_NET},
	{"tvhd", W_TAG}, {"tvrip", W_TAG}, {"türkçe", W_WEAK}, {"ua", W_WEAK}, {"udtv", W_TAG},
	{"uhd", W_TAG}, {"uhdbdrip", W_TAG}, {"uhdbluray", W_TAG}, {"uhdremux", W_TAG}, {"uhdrip", W_TAG},
	{"uhdtv", W_TAG}, {"uhdtvrip", W_TAG}, {"ukr", W_WEAK}, {"ukrainian", W_WEAK}, {"ukrsub", W_TAG},
	{"ultimate", W_PREFIX}, {"ultrahd", W_TAG}, {"uncensored", W_EDITION}, {"uncompressed", W_TAG},
	{"uncropped", W_WEAK}, {"uncut", W_EDITION}, {"unext", W_NET}, {"unrated", W_EDITION},
	{"unsubbed", W_WEAK}, {"untouched", W_WEAK}, {"upscale", W_WEAK}, {"upscaled", W_WEAK},
	{"urdu", W_WEAK}, {"v2", W_WEAK}, {"v3", W_WEAK}, {"vc1", W_TAG}, {"vcd", W_TAG}, {"version", W_CUT},
	{"vf", W_WEAK}, {"vf2", W_TAG}, {"vff", W_TAG}, {"vfi", W_TAG}, {"vfq", W_TAG}, {"vfr", W_TAG},
	{"vhs", W_TAG}, {"vhscap", W_TAG}, {"vhsrip", W_TAG}, {"vietnamese", W_WEAK}, {"viu", W_NET},
	{"vlaams", W_WEAK}, {"vo", W_WEAK}, {"vob", W_TAG}, {"vod", W_WEAK}, {"vodrip", W_TAG},
	{"vorbis", W_TAG}, {"vose", W_WEAK}, {"vost", W_WEAK}, {"vosta", W_WEAK}, {"vostfr", W_TAG},
	{"vostit", W_TAG}, {"vp8", W_TAG}, {"vp9", W_TAG}, {"vudu", W_NET}, {"vvc", W_TAG}, {"web", W_WEAK},
	{"webcap", W_TAG}, {"webdl", W_TAG}, {"webdlmux", W_TAG}, {"webdlrip", W_TAG}, {"webhd", W_TAG},
	{"webhdrip", W_TAG}, {"webmux", W_TAG}, {"webrip", W_TAG}, {"webripx264", W_TAG}, {"webuhd", W_TAG},
	{"widescreen", W_WEAK | W_PREFIX}, {"wmv", W_TAG}, {"workprint", W_TAG}, {"wp", W_WEAK},
	{"ws", W_WEAK}, {"x264", W_TAG}, {"x265", W_TAG}, {"x266", W_TAG}, {"xbr", W_TAG}, {"xpost", W_TAG},
	{"xvid", W_TAG}, {"xvidhd", W_TAG}, {"xxx", W_WEAK}, {"yify", W_TAG}, {"yuv420p10", W_TAG},
	{"yuv444p10", W_TAG}, {"zee5", W_NET}};

struct key {
	const char *s;
	size_t len;
};

static int compare(const void *a, const void *b)
{
	const struct key *key = a;
	const char *word = ((const struct entry *)b)->word;
	int order = (unsigned char)*key->s - (unsigned char)*word;

	if (!order)
		order = strncmp(key->s, word, key->len);
	return order ? order : -(word[key->len] != '\0');
}

static unsigned look_up(const char *s, size_t len)
{
	struct key key = {s, len};
	const struct entry *found =
		bsearch(&key, table, sizeof(table) / sizeof(*table), sizeof(*table), compare);

	return found ? found->classes : 0;
}

/* "700mb", "1.4gb" from its point on, "60fps", "900p": a number and its unit. */
static bool is_quantity(const char *s, size_t len)
{
	static const char *const units[] = {
		"mb", "gb", "tb", "mib", "gib", "kbps", "mbps", "fps", "bit", "bits", "ch", "p", "i"};
	size_t digits = strspn(s, "0123456789");

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strlen(units[i]) == len - digits && !memcmp(s + digits, units[i], len - digits))
			return digits > (units[i][1] ? 0 : 2);
	return false;
}

/* "720x304", "1920x1080" */
static bool is_size(const char *s, size_t len)
{
	size_t w = strspn(s, "0123456789"), h;

	if (w < 3 || w > 4 || w >= len || s[w] != 'x')
		return false;
	h = strspn(s + w + 1, "0123456789");
	return h >= 3 && h <= 4 && w + 1 + h == len;
}

/* A language's name, and of the short codes those that stand in the table. */
static bool is_language(const char *s, size_t len)
{
	char word[16] = "";

	if (look_up(s, len) & (W_WEAK | W_CODE))
		return true;
	if (len < 4 || len >= sizeof(word))
		return false;
	memcpy(word, s, len);
	return lang_known(word) != NULL;
}

/* "engsub", "germansubs", "frdub", "subita" */
static bool is_subtitled(const char *s, size_t len)
{
	static const char *const tails[] = {"sub", "subs", "subbed", "dub", "dubs", "dubbed"};

	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		size_t n = strlen(tails[i]);
		if (len > n && !memcmp(s + len - n, tails[i], n) && is_language(s, len - n))
			return true;
	}
	return len > 5 && !memcmp(s, "sub", 3) && is_language(s + 3, len - 3);
}

/* "2cds", "3dvd" */
static bool is_discs(const char *s, size_t len)
{
	size_t letters = len - (s[len - 1] == 's') - 1;

	if (*s < '1' || *s > '9' || len < 3)
		return false;
	return (letters == 2 && !memcmp(s + 1, "cd", 2)) || (letters == 3 && !memcmp(s + 1, "dvd", 3));
}

/* Two words of releases in one, with a digit: "hdtv720p", "webx264", "h264aac". */
static bool is_pair(const char *s, size_t len)
{
	if (len < 6 || strcspn(s, "0123456789") >= len)
		return false;
	for (size_t n = 3; n + 3 <= len; n++) {
		unsigned a = look_up(s, n), b = a ? look_up(s + n, len - n) : 0;
		if ((a | b) & W_TAG && a & (W_TAG | W_WEAK) && b & (W_TAG | W_WEAK | W_EDITION))
			return true;
	}
	return false;
}

/* Words that are made of others: "aac2", "ddp5", "webdlrip", "dvdripx264". */
static unsigned look_up_compound(const char *s, size_t len)
{
	static const char *const tails[] = {"rip", "mux", "ripmux", "remux", "x264", "x265"};
	size_t stem = len;

	while (stem > 0 && s[stem - 1] >= '0' && s[stem - 1] <= '9')
		stem--;
	if (stem > 1 && stem < len && look_up(s, stem) & (W_TAG | W_JOINED))
		return W_TAG;
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		size_t n = strlen(tails[i]);
		if (len > n && !memcmp(s + len - n, tails[i], n) && look_up(s, len - n) & (W_TAG | W_WEAK))
			return W_TAG;
	}
	return is_discs(s, len) || is_subtitled(s, len) || is_pair(s, len) ? W_TAG : 0;
}

unsigned name_word_class(const char *s, size_t len)
{
	unsigned classes = look_up(s, len);

	if (classes || len < 3)
		return classes;
	return is_size(s, len) || is_quantity(s, len) ? W_TAG : look_up_compound(s, len);
}
