/* Error codes, their words and their exit statuses; see error.h. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sysexits.h>

#include "core/error.h"

static const struct {
	const char *name;
	bool retry;
	int status;
} codes[] = {
	[ERR_NONE] = {"none", false, EX_OK},
	[ERR_USAGE] = {"usage", false, EX_USAGE},
	[ERR_BAD_RECORD] = {"bad_record", false, EX_DATAERR},
	[ERR_TOO_LONG] = {"too_long", false, EX_DATAERR},
	[ERR_BAD_NAME] = {"bad_name", false, EX_DATAERR},
	[ERR_BAD_VALUE] = {"bad_value", false, EX_DATAERR},
	[ERR_BAD_NFO] = {"bad_nfo", false, EX_DATAERR},
	[ERR_BAD_IMAGE] = {"bad_image", false, EX_DATAERR},
	[ERR_BAD_VIDEO] = {"bad_video", false, EX_DATAERR},
	[ERR_INCOMPLETE] = {"incomplete", false, 1},
	[ERR_NOT_FOUND] = {"not_found", false, 1},
	[ERR_EXISTS] = {"exists", false, 1},
	[ERR_CHANGED] = {"changed_meanwhile", true, EX_TEMPFAIL},
	[ERR_CRASHED] = {"crashed", false, 1},
	[ERR_KILLED] = {"killed", true, EX_TEMPFAIL},
	[ERR_TIMEOUT] = {"timeout", true, EX_TEMPFAIL},
	[ERR_NO_MEMORY] = {"no_memory", false, 1},
	[ERR_IO] = {"io", true, EX_TEMPFAIL},
	[ERR_NO_SPACE] = {"no_space", true, EX_TEMPFAIL},
	[ERR_READ_ONLY] = {"read_only", true, EX_TEMPFAIL},
	[ERR_PERMISSION] = {"permission", false, EX_NOPERM},
	[ERR_BUSY] = {"busy", true, EX_TEMPFAIL},
	[ERR_PROVIDER] = {"provider", true, EX_TEMPFAIL},
	[ERR_BAD_ANSWER] = {"bad_answer", false, 1},
	[ERR_UNTRUSTED] = {"untrusted", false, 1},
	[ERR_LIBRARY_ABSENT] = {"library_absent", true, EX_TEMPFAIL},
	[ERR_CONFIG] = {"config", false, EX_CONFIG},
	[ERR_UNSUPPORTED] = {"unsupported", false, EX_CONFIG},
	[ERR_DATABASE] = {"database", false, 1},
	[ERR_INTERNAL] = {"internal", false, EX_SOFTWARE},
};
#define NCODES (sizeof(codes) / sizeof(codes[0]))

static enum error_code from_errno(int errnum)
{
	switch (errnum) {
	case EACCES:
	case EPERM:
		return ERR_PERMISSION;
	case ENOSPC:
	case EDQUOT:
		return ERR_NO_SPACE;
	case EROFS:
		return ERR_READ_ONLY;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EEXIST:
		return ERR_EXISTS;
	case ENAMETOOLONG:
	case EFBIG:
		return ERR_TOO_LONG;
	case ETIMEDOUT:
		return ERR_TIMEOUT;
	default:
		return ERR_IO;
	}
}

static int error_vset(struct error *err, enum error_code code, const char *fmt, va_list ap)
{
	struct strbuf text = STRBUF_INIT;

	if (!err)
		return -1;
	strbuf_vaddf(&text, fmt, ap); /* before the old message goes: it may be an argument */
	err->code = code;
	strbuf_clear(&err->msg);
	strbuf_add_escaped(&err->msg, text.buf, text.len);
	strbuf_release(&text);
	return -1;
}

int(error_set)(struct error *err, enum error_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vset(err, code, fmt, ap);
	va_end(ap);
	return -1;
}

int(error_errno)(struct error *err, int errnum, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vset(err, from_errno(errnum), fmt, ap);
	va_end(ap);
	if (err)
		strbuf_addf(&err->msg, ": %s", strerror(errnum));
	return -1;
}

int(error_prefix)(struct error *err, const char *fmt, ...)
{
	struct strbuf old = STRBUF_INIT;
	va_list ap;

	if (!err)
		return -1;
	strbuf_addbuf(&old, &err->msg);
	va_start(ap, fmt);
	error_vset(err, err->code, fmt, ap);
	va_end(ap);
	strbuf_addstr(&err->msg, ": ");
	strbuf_addbuf(&err->msg, &old);
	strbuf_release(&old);
	return -1;
}

void error_clear(struct error *err)
{
	err->code = ERR_NONE;
	strbuf_clear(&err->msg);
}

void error_release(struct error *err)
{
	err->code = ERR_NONE;
	strbuf_release(&err->msg);
}

void error_move(struct error *to, struct error *from)
{
	error_release(to);
	*to = *from;
	from->code = ERR_NONE;
	strbuf_init(&from->msg);
}

const char *error_name(enum error_code code)
{
	return (size_t)code < NCODES ? codes[code].name : "internal";
}

enum error_code error_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < NCODES; i++)
		if (!strcmp(codes[i].name, name))
			return (enum error_code)i;
	return ERR_INTERNAL;
}

bool error_retry(enum error_code code)
{
	return (size_t)code < NCODES && codes[code].retry;
}

bool error_lasts(enum error_code code)
{
	switch (code) {
	case ERR_TOO_LONG:
	case ERR_BAD_NAME:
	case ERR_BAD_VALUE:
	case ERR_BAD_NFO:
	case ERR_BAD_IMAGE:
	case ERR_BAD_VIDEO:
	case ERR_CRASHED:
	case ERR_TIMEOUT: /* of a decoder */
	case ERR_NO_MEMORY:
	case ERR_UNSUPPORTED:
	case ERR_INTERNAL:
		return true;
	default:
		return false;
	}
}

int error_exit_status(enum error_code code)
{
	return (size_t)code < NCODES ? codes[code].status : EX_SOFTWARE;
}
