/*
 * Ignore files by gitignore's rules. Hostile patterns cost no more than their length times the path's: see
 * glob_match.
 */
#include <string.h>
#include <strings.h>

#include "media/ignore.h"

enum ignore_scope ignore_scope(const char *name, long long size)
{
	if (!strcasecmp(name, ".nomedia"))
		return IGNORE_FOLDER;
	if (!strcasecmp(name, ".ignore"))
		return size > 0 ? IGNORE_PATTERNS : IGNORE_FOLDER;
	return strcasecmp(name, ".plexignore") ? IGNORE_NONE : IGNORE_PATTERNS;
}

/* Matches c with one unit of the pattern ('?', "[a-z]", "\x", a letter) and moves behind it. */
static bool match_one(const char **pattern, char c)
{
	const char *p = *pattern;
	bool hit = false;

	if (*p == '[' && strchr(p + 1, ']')) {
		bool negate = *++p == '!' || *p == '^';
		p += negate;
		do {
			if (p[1] == '-' && p[2] && p[2] != ']') {
				hit |= p[0] <= c && c <= p[2];
				p += 2;
			} else {
				hit |= *p == c;
			}
			p++;
		} while (*p && *p != ']');
		hit = hit != negate && c != '/';
	} else if (*p == '?') {
		hit = c != '/';
	} else {
		p += *p == '\\' && p[1];
		hit = *p == c;
	}
	*pattern = *p ? p + 1 : p;
	return hit;
}

/* One pattern against a path. A '*' is tried longer and longer, but only the last one, and "**" by whole
 * folders: the work is at most pattern times path times folders. */
static bool glob_match(const char *p, const char *s)
{
	const char *start = p, *star = NULL, *star_at = NULL, *deep = NULL, *deep_at = NULL;

	while (*s) {
		if (!strncmp(p, "**", 2) && (p == start || p[-1] == '/') && (p[2] == '/' || !p[2])) {
			if (!p[2])
				return true;
			p = deep = p + 3;
			deep_at = s;
			star = NULL;
			continue;
		}
		if (*p == '*') {
			star = ++p;
			star_at = s;
			continue;
		}
		if (*p && match_one(&p, *s)) {
			s++;
			continue;
		}
		if (star && *star_at != '/') {
			p = star;
			s = ++star_at;
		} else if (deep && (deep_at = strchr(deep_at, '/'))) {
			p = deep;
			s = ++deep_at;
			star = NULL;
		} else {
			return false;
		}
	}
	return p[strspn(p, "*")] == '\0';
}

/* One line against a path: 1 passed by, -1 taken back, 0 no match. */
static int ignore_line(char *line, size_t len, const char *path, bool is_dir)
{
	const char *base = strrchr(path, '/');
	int verdict = 1;

	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t' || line[len - 1] == '\r'))
		len--;
	line[len] = '\0';
	if (!len || line[0] == '#')
		return 0;
	if (line[0] == '!') {
		verdict = -1;
		line++, len--;
	}
	if (len > 0 && line[len - 1] == '/') {
		if (!is_dir)
			return 0;
		line[--len] = '\0';
	}
	if (!strchr(line, '/'))
		return glob_match(line, base ? base + 1 : path) ? verdict : 0;
	return glob_match(line + (line[0] == '/'), path) ? verdict : 0;
}

bool ignore_match(const char *patterns, const char *path, bool is_dir)
{
	const char *end = patterns + strnlen(patterns, IGNORE_MAX_SIZE);
	char line[IGNORE_MAX_LINE + 1];
	int verdict = 0;

	while (patterns < end) {
		size_t len = strcspn(patterns, "\n");
		if (len > (size_t)(end - patterns))
			break;
		if (len <= IGNORE_MAX_LINE) {
			memcpy(line, patterns, len);
			int hit = ignore_line(line, len, path, is_dir);
			verdict = hit ? hit : verdict;
		}
		patterns += len + (patterns[len] == '\n');
	}
	return verdict > 0;
}
