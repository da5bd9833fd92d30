// A picture does not scroll. The package's own form cannot be bundled from an .mjs file.
import React, { forwardRef } from "react";

export default forwardRef(({ children }, ref) => <div ref={ref} style={{ height: "100%", overflow: "hidden" }}>{children}</div>);
