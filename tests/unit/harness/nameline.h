/* Names and what they say, a line each, for table-driven tests. */
#ifndef HARNESS_NAMELINE_H
#define HARNESS_NAMELINE_H

#include "media/name.h"

struct line {
	const char *name;
	const char *want; /* "title|year|season|episodes|date"; what is not known is empty */
};

void ck_line(const struct line *line, enum name_kind kind);

/* A test that reads a table's lines as 'kind', and its place in 'tc'. */
#define FAMILY(family, kind)                                                                                 \
	START_TEST(family##_names)                                                                           \
	{                                                                                                    \
		ck_line(&family[_i], kind);                                                                  \
	}                                                                                                    \
	END_TEST
#define ADD(family) tcase_add_loop_test(tc, family##_names, 0, (int)(sizeof(family) / sizeof(*(family))))

#endif
