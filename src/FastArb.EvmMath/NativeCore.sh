#!/bin/sh
# NativeCore.sh SOURCE FOLDER: builds the native math core of the checkout SOURCE as
# FOLDER/libfastarb_math.so. Prints why, in one line, when it cannot. Several builds may call it at once;
# only sources that changed cost time.
set -u
source=$1
folder=$2
library=$folder/libfastarb_math.so

cannot() {
  echo "$1"
  exit 1
}

found() {
  command -v "$1" >/dev/null 2>&1
}

[ -f "$source/CMakeLists.txt" ] || cannot "its sources are not in this checkout"
found cmake || cannot "CMake not found"
if [ -n "${CXX:-}" ]; then
  found "${CXX%% *}" || cannot "the C++ compiler that CXX names, ${CXX%% *}, not found"
else
  found c++ || found g++ || found clang++ || cannot "no C++ compiler found"
fi
found ninja || found make || cannot "neither ninja nor make found"

mkdir -p "$folder" || cannot "cannot write to $folder"
if found flock; then
  exec 9>"$folder/lock"
  flock 9
fi

# Another compiler or other flags make another library: begin afresh.
settings="CXX=${CXX:-} CXXFLAGS=${CXXFLAGS:-} LDFLAGS=${LDFLAGS:-} source=$source"
if [ "$(cat "$folder/settings" 2>/dev/null)" != "$settings" ]; then
  rm -rf "$folder/build" "$library"
fi
if [ -f "$library" ]; then
  set -- "$source/CMakeLists.txt" "$source/native/include" "$source/native/src"
  changed=$(find "$@" -newer "$library" 2>&1 | head -n 1)
  [ -n "$changed" ] || exit 0
fi

build() {
  if [ ! -f "$folder/build/CMakeCache.txt" ] && found ninja; then
    set -- -G Ninja
  else
    set --
  fi
  # Nothing that stays behind may hold the lock, hence 9>&-.
  cmake -S "$source" -B "$folder/build" "$@" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$folder/build/library" 9>&- &&
    cmake --build "$folder/build" --target fastarb_math 9>&- &&
    cp -L "$folder/build/library/libfastarb_math.so" "$library.new" &&
    mv -f "$library.new" "$library"
}

log=$folder/build.log
begun=$([ -e "$folder/build" ] && echo yes)
if ! build >"$log" 2>&1; then
  # A folder that an interrupted or older build left in disorder is no reason to give up.
  rm -rf "$folder/build" "$library"
  [ -n "$begun" ] && build >"$log" 2>&1 || cannot "its build failed, see $log"
fi
echo "$settings" >"$folder/settings"
