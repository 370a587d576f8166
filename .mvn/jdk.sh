# Finds a JDK that is new enough; sourced by mvnw, deploy/up and deploy/token. The `java` on the PATH may be older.

wanted_jdk=25

jdk_major() { # the feature release of the JDK in folder $1; nothing where there is no compiler
  [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

jdk_candidates() { # JAVA_HOME first, then the usual places, newest name first, then the PATH
  printf '%s\n' "${JAVA_HOME:-}"
  ls -d /usr/lib/jvm/*2[5-9]* /opt/java/* "$HOME"/.sdkman/candidates/java/2[5-9]* "$HOME"/.jdks/*2[5-9]* \
    /Library/Java/JavaVirtualMachines/*2[5-9]*/Contents/Home 2>/dev/null | sort -r
  javac=$(command -v javac) && dirname "$(dirname "$(readlink -f "$javac")")"
}

find_jdk() { # prints the home of a JDK that will do; nothing where there is none
  jdk_candidates | while IFS= read -r home; do
    version=$(jdk_major "$home" || true)
    if [ "${version:-0}" -ge "$wanted_jdk" ]; then
      printf '%s\n' "$home"
      break
    fi
  done
}

require_jdk() { # prints what find_jdk finds, or says what is missing and fails
  found=$(find_jdk)
  if [ -z "$found" ]; then
    cat >&2 <<END
$(basename "$0"): JDK $wanted_jdk or newer is missing: no javac of that version in JAVA_HOME (${JAVA_HOME:-unset}),
/usr/lib/jvm, ~/.sdkman, ~/.jdks, /Library/Java or on the PATH. Install one, or point JAVA_HOME at it.
END
    return 1
  fi
  printf '%s\n' "$found"
}
