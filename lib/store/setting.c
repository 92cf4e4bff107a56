/* The settings of a library and what they take; see library.h. */
#include <string.h>

#include "store/library.h"

static bool takes_naming(const char *v)
{
	return naming_by_name(v) != NAMING_UNKNOWN;
}

static bool takes_existing(const char *v)
{
	return !strcmp(v, "keep") || !strcmp(v, "replace");
}

/* "de,en-GB" or "DE,AT": words of letters and hyphens. */
static bool takes_codes(const char *v)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
	size_t n;

	for (;; v += n + 1) {
		n = strspn(v, letters);
		if (n < 2 || n > 10 || (v[n] && v[n] != ','))
			return false;
		if (!v[n])
			return true;
	}
}

static bool takes_mode(const char *v)
{
	size_t n = strspn(v, "01234567");

	return n >= 3 && n <= 4 && !v[n];
}

static bool takes_group(const char *v)
{
	return *v && strlen(v) <= 255 && !strpbrk(v, " \t\n:,");
}

static const struct {
	const char *name;
	bool (*takes)(const char *value);
	const char *wanted;
} settings[] = {
	{"names", takes_naming, "short or long"},
	{"existing", takes_existing, "keep or replace"},
	{"language", takes_codes, "a list like de,en"},
	{"country", takes_codes, "a list like DE,AT"},
	{"file_mode", takes_mode, "an octal mode like 0664"},
	{"dir_mode", takes_mode, "an octal mode like 0775"},
	{"group", takes_group, "a group's name or number"},
};
#define NSETTINGS (sizeof(settings) / sizeof(settings[0]))

int library_setting_check(const char *name, const char *value, struct error *err)
{
	size_t i;

	for (i = 0; i < NSETTINGS; i++) {
		if (strcmp(settings[i].name, name) != 0)
			continue;
		if (settings[i].takes(value))
			return 0;
		return error_set(err, ERR_BAD_VALUE, "setting '%s' takes %s, not '%s'", name,
			settings[i].wanted, value);
	}
	return error_set(err, ERR_BAD_VALUE,
		"a library has no setting '%s'; there are name, path, enabled, names, existing, language, "
		"country, file_mode, dir_mode, group",
		name);
}
