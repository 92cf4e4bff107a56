/*
 * Findings: what metarr-check(1) has to say, each with its cause and what helps.
 */
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

enum finding_level {
	FINDING_WRONG, /* keeps something from working, or undoes it */
	FINDING_NOTE,  /* worth knowing; may be as somebody wants it */
};

struct finding {
	const char *name; /* the word for programs: "cache_damaged" */
	enum finding_level level;
	const char *library; /* its name; NULL: of none */
	int64_t count;	     /* of the items, files or folders that it is about; 0: not of such */
	struct strbuf cause; /* a sentence, as that of an error */
	struct strbuf help;  /* commands, or what else to do, in one line */
};

/* Where they go. */
struct findings {
	void (*fn)(const struct finding *f, void *ctx);
	void *ctx;
	size_t wrong, notes; /* how many there were */
};

/* An empty one of that name. */
struct finding finding_new(enum finding_level level, const char *name, const char *library);
/* Counts it, hands it over, and frees it. */
void findings_give(struct findings *to, struct finding *f);

/* Makes r its record: finding, level (wrong, note), library, count, message, help. */
void finding_record(const struct finding *f, struct record *r);
/* Appends its two lines, the second one indented, without a line end. */
void finding_text(const struct finding *f, struct strbuf *out);

#endif
