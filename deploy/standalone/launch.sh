# Sourced by the scripts of this folder, with $home set to the project's folder.

. "$home/.mvn/jdk.sh"

standalone=$home/deploy/standalone/target/standalone.jar
standalone_cache=$home/deploy/standalone/target/standalone.aot # made by deploy/train
standalone_options="-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

is_current() { # nothing that the jar is made of has changed since it was
  [ -f "$jar" ] && [ -z "$(cd "$home" && find . \( -name target -o -name .git -o -name .millrace -o -name test \) -prune \
    -o \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$jar" -print | head -n 1)" ]
}

build_standalone() { # unless it is built
  jar=$standalone
  if ! is_current; then
    echo "Building, as $jar is missing or older than its sources" >&2
    (cd "$home" && ./mvnw -q -pl deploy/standalone -am -Dmaven.test.skip=true package) >&2
    touch "$jar"
  fi
}

launch() { # runs main class $1 with the rest as its arguments
  main=$1
  shift
  jdk=$(require_jdk)
  build_standalone
  if [ -n "$(find "$standalone_cache" -newer "$standalone" 2>/dev/null)" ]; then
    trained=-XX:AOTCache=$standalone_cache
  fi
  # The system itself logs beside its data; what only asks it something keeps out of that file.
  # shellcheck disable=SC2086 # each option is a word of its own
  exec "$jdk/bin/java" "-Dmillrace.home=$home" "-Dmillrace.log.folder=$home/.millrace/log/commands" $standalone_options \
    ${trained+"$trained"} -cp "$standalone" "$main" "$@"
}
