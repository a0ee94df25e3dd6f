// Go's regexp, of RE2's syntax and by RE2's author, asked as ludex_regex_runner is: 'r' and a pattern, 't' and a text in hexadecimal.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	var pattern *regexp.Regexp
	for lines.Scan() {
		line := lines.Text()
		bytes, err := hex.DecodeString(line[1:])
		if err != nil {
			panic(err)
		}
		switch {
		case line[0] == 'r':
			if pattern, err = regexp.Compile(string(bytes)); err != nil {
				fmt.Fprintln(out, "fault", err)
			} else {
				fmt.Fprintln(out, "ok")
			}
		case pattern == nil:
			fmt.Fprintln(out, "-")
		case pattern.Match(bytes):
			fmt.Fprintln(out, "yes")
		default:
			fmt.Fprintln(out, "no")
		}
	}
}
