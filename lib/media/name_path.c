/* The components of a path; see name_path.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/filekind.h"
#include "media/lang.h"
#include "media/name.h"
#include "media/name_path.h"

/* Whether the bracket that is open in front of 'i' is closed behind it, with no other divider between:
 * "[720p/MKV]", "[01/54]", "(1/9)". */
static bool in_bracket(const char *path, size_t i)
{
	static const char signs[] = "[](){}/\\";
	size_t from = i, to = i + 1 + strcspn(path + i + 1, signs);

	while (from > 0 && !strchr(signs, path[from - 1]))
		from--;
	if (from == 0 || !path[to])
		return false;
	return path[to] == (path[from - 1] == '[' ? ']' : path[from - 1] == '(' ? ')' : '\0');
}

/* '/' and '\' divide, but not with spaces around, "Босх / Bosch", and not in brackets. */
static bool is_divider(const char *path, size_t i, size_t len)
{
	if ((path[i] != '/' && path[i] != '\\') || in_bracket(path, i))
		return false;
	return i == 0 || i + 1 >= len || path[i - 1] != ' ' || path[i + 1] != ' ';
}

size_t path_split(const char *path, struct component part[NAME_LEVELS])
{
	size_t len = strlen(path), n = 0;

	if (len > NAME_MAX_LEN) {
		path += len - NAME_MAX_LEN;
		len = NAME_MAX_LEN;
	}
	for (size_t end = len; n < NAME_LEVELS && end > 0;) {
		size_t from = end;
		while (from > 0 && !is_divider(path, from - 1, len))
			from--;
		size_t next = from ? from - 1 : 0;
		while (from < end && path[from] == ' ')
			from++;
		if (end > from)
			part[n++] = (struct component){path + from, end - from};
		end = next;
	}
	return n;
}

/* Cuts what a subtitle's name has behind the video's: ".en.forced", ".de.sdh". */
static void cut_language(struct component *c)
{
	static const char *const flags[] = {"forced", "foreign", "default", "sdh", "cc", "full"};

	for (size_t len = c->len; len > 1; len = c->len) {
		while (len > 1 && c->s[len - 1] != '.')
			len--;
		char *word = xstrndup(c->s + len, c->len - len);
		bool known = strlen(word) < 4 && lang_known(word);
		for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
			known |= !strcasecmp(word, flags[i]);
		free(word);
		if (len < 2 || !known)
			return;
		c->len = len - 1;
	}
}

void path_cut_extension(struct component *c, const char *name)
{
	static const char *const others[] = {
		"torrent", "nzb", "txt", "xml", "rar", "zip", "ifo", "mp3", "nzb"};
	const char *ext = file_ext(name);
	bool known = file_kind(name) != FILE_UNKNOWN;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		known |= !strcasecmp(ext, others[i]);
	if (*ext && known)
		c->len -= strlen(ext) + 1;
	if (file_kind(name) == FILE_SUBTITLE)
		cut_language(c);
}

bool path_is_meaningless(const struct component *c)
{
	static const char *const words[] = {"movie", "video", "film", "index", "video_ts", "title"};
	size_t hex = 0, digits = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == c->len && !strncasecmp(c->s, words[i], c->len))
			return true;
	for (size_t i = 0; i < c->len; i++) {
		digits += c->s[i] >= '0' && c->s[i] <= '9';
		hex += strchr("0123456789abcdefABCDEF", c->s[i]) != NULL;
	}
	return hex == c->len && digits > 0 && hex >= 16;
}

enum dir_kind path_kind(const struct component *folder)
{
	char *name = xstrndup(folder->s, folder->len);
	enum dir_kind kind = dir_kind(name, true);

	free(name);
	return kind;
}
