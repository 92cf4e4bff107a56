# make install and uninstall, in a copy of the tree with the programs that are there.
load helper

test_setup() {
	local top=$BATS_TEST_DIRNAME/../..
	mkdir -p tree/build
	cp -a "$top"/{Makefile,cmd,lib,man,schema,scripts} tree
	# another PREFIX links the programs anew: never those that other tests run at the same time
	cp -a "$METARR_TEST_BUILD"/{bin,cmd,lib,libmetarr.a,settings} tree/build
	build=(make -s -C tree)
	! nm tree/build/libmetarr.a 2>/dev/null | grep -q __asan_ || build+=("SANITIZE=address,undefined")
}

@test "programs and pages are installed, work there, and go again" {
	local program page
	x 0 "${build[@]}" install DESTDIR="$PWD/root" PREFIX=/opt/metarr
	for program in tree/cmd/*.c; do
		program=${program##*/}
		[ -x "root/opt/metarr/bin/${program%.c}" ]
	done
	for page in tree/man/*.[1-9]; do
		cmp "$page" "root/opt/metarr/share/man/man${page##*.}/${page##*/}"
	done
	same "" "$(find root -type f ! -perm -444)"
	# siblings are found beside the program, not through PATH
	x 0 env PATH=/usr/bin:/bin root/opt/metarr/bin/metarr library --version
	has "$output" "metarr "
	x 0 "${build[@]}" uninstall DESTDIR="$PWD/root" PREFIX=/opt/metarr
	same "" "$(find root -type f)"
}

@test "a tree without pages is installed" {
	rm -r tree/man
	x 0 "${build[@]}" install DESTDIR="$PWD/root" BINDIR=/bin
	[ -x root/bin/metarr ]
}
