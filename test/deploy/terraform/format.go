// Prints the files among its arguments that `terraform fmt` would change in layout; its formatter is the same library's.
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

func main() {
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if !bytes.Equal(hclwrite.Format(text), text) {
			fmt.Println(path)
		}
	}
}
