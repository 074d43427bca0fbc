"use strict";(self.rspackChunkbaby_in_mind=self.rspackChunkbaby_in_mind||[]).push([["style_index_css"],{"../node_modules/css-loader/dist/cjs.js!./style/index.css"(e,o,t){var i=t("../node_modules/css-loader/dist/runtime/noSourceMaps.js"),r=t.n(i),n=t("../node_modules/css-loader/dist/runtime/api.js"),a=(t.n(n))()(r());a.push([e.id,`/* The bar */
.bim-bar, .bim-popup {
  --bim-ink: #14202b;
  --bim-ground: #fff;
  --bim-soft: #eef3f6;
  --bim-line: #c3ced6;
  --bim-edge: #66757f;
  --bim-quiet: #4c5a65;
  --bim-accent: #0b5f83;
  --bim-good: #1c6b3c;
  --bim-warn: #6b4100;
  --bim-warn-ground: #fff1d1;
  color-scheme: light;
  color: var(--bim-ink);
  background: var(--bim-ground);
  font: 400 1rem/1.45 var(--jp-content-font-family, system-ui, sans-serif);
}
[data-jp-theme-light='false'] :is(.bim-bar, .bim-popup) {
  --bim-ink: #eef2f5;
  --bim-ground: #14191d;
  --bim-soft: #242d34;
  --bim-line: #48545e;
  --bim-edge: #93a1ab;
  --bim-quiet: #b6c2cb;
  --bim-accent: #7cc7ea;
  --bim-good: #7fd6a0;
  --bim-warn: #f4cd85;
  --bim-warn-ground: #332913;
  color-scheme: dark;
}
.bim-page .jp-Toolbar + *, .bim-page > :has(> .bim-bar), .bim-bar { overflow: visible; }
.bim-bar { box-sizing: border-box; border-bottom: 1px solid var(--bim-line); z-index: 10; }
.bim-bar *, .bim-popup * { box-sizing: border-box; }
.bim-bar-inner { padding: 0.5rem clamp(0.75rem, 2vw, 1.5rem) 0.55rem; }
.bim-bar-row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 1rem; }
.bim-bar-main { flex: 1 1 12rem; min-width: 0; }
.bim-bar p { margin: 0; }
.bim-bar-title { overflow: hidden; font-weight: 650; text-overflow: ellipsis; white-space: nowrap; }
.bim-bar-facts { display: flex; flex-wrap: wrap; gap: 0 0.9rem; min-height: 1.3rem; color: var(--bim-quiet); font-size: 0.9375rem; }
.bim-bar-facts > :empty { display: none; }
.bim-bar-saved[data-state='saved']::before { content: '✓ ' / ''; color: var(--bim-good); font-weight: 700; }
.bim-bar-saved[data-state='unsaved'] { color: var(--bim-warn); font-weight: 600; }
.bim-bar-menu { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem; }
.bim-bar .bim-bar-button {
  display: inline-flex;
  align-items: center;
  min-height: 34px;
  padding: 0.25rem 0.7rem;
  border: 1px solid transparent;
  border-radius: 7px;
  color: var(--bim-accent);
  background: none;
  font: inherit;
  font-size: 0.9375rem;
  text-decoration: none;
  cursor: pointer;
}
.bim-bar .bim-bar-button:hover { background: var(--bim-soft); text-decoration: underline; }
.bim-bar .bim-bar-more { display: none; border-color: var(--bim-edge); }
.bim-bar .bim-bar-tools { color: var(--bim-quiet); }
.bim-bar-person { padding-left: 0.7rem; color: var(--bim-quiet); font-size: 0.9375rem; overflow-wrap: anywhere; }
:is(.bim-bar, .bim-popup) :is(a, button, [tabindex]):focus-visible { outline: 3px solid var(--bim-accent); outline-offset: 1px; }
.bim-bar-line { position: absolute; bottom: -1px; left: 0; width: 100%; height: 3px; }
.bim-bar-line > div { width: 0; height: 100%; background: var(--bim-accent); }
.bim-bar-notice:empty { display: none; }
.bim-bar-notice { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; margin-top: 0.5rem; padding: 0.5rem 0.8rem; border-radius: 7px; background: var(--bim-soft); }
.bim-bar-notice[data-kind='warn'] { background: var(--bim-warn-ground); color: var(--bim-warn); font-weight: 600; }
.bim-bar-words { flex: 1 1 14rem; min-width: 0; }
.bim-bar .bim-bar-notice .bim-bar-button { border-color: var(--bim-edge); background: var(--bim-ground); color: var(--bim-ink); }
.bim-recap p { overflow-wrap: anywhere; }

/* What the bar opens: in the browser's top layer, since Lumino clips what leaves its boxes */
.bim-popup { position: fixed; inset: auto; width: min(26rem, calc(100vw - 16px)); margin: 0; padding: 0.5rem; border: 1px solid var(--bim-edge); border-radius: 10px; box-shadow: 0 8px 28px rgb(0 0 0 / 25%); overflow: auto; }
.bim-popup ul { margin: 0; padding: 0; list-style: none; }
.bim-popup .bim-popup-row { display: block; width: 100%; min-height: 34px; padding: 0.35rem 0.7rem; border: 0; border-radius: 6px; background: none; color: var(--bim-ink); font: inherit; text-align: left; text-decoration: none; cursor: pointer; }
.bim-popup .bim-popup-row:hover { background: var(--bim-soft); }
.bim-popup .bim-popup-row[aria-current] { box-shadow: inset 3px 0 var(--bim-accent); background: var(--bim-soft); font-weight: 600; }
.bim-popup .bim-popup-row[data-level='1'] { font-weight: 600; }
.bim-popup .bim-popup-row[data-level='3'] { padding-left: 1.8rem; }
.bim-popup-detail { display: block; color: var(--bim-quiet); font-size: 0.9375rem; font-weight: 400; }
.bim-popup-content > :is(h2, h3, p) { margin: 0.4rem 0.5rem 0.3rem; font-size: 1rem; }
.bim-popup-content > h2 { font-size: 1.125rem; }
.bim-popup-content > :is(h2, h3) ~ ul { margin: 0 0.5rem 0.7rem; padding-left: 1.2rem; list-style: disc; }
.bim-popup-content > :is(h2, h3) ~ ul li + li { margin-top: 0.25rem; }

@media (max-width: 52rem) {
  .bim-bar .bim-bar-more { display: inline-flex; }
  /* The title beside the menu's button, the facts below both: the bar stays low */
  .bim-bar-main { display: contents; }
  .bim-bar-row { row-gap: 0; }
  .bim-bar-title { flex: 1 1 8rem; min-width: 0; }
  .bim-bar-facts { flex-basis: 100%; order: 1; font-size: 0.875rem; }
  .bim-bar-menu { order: 2; }
  .bim-bar-menu:not([data-open]) { display: none; }
  .bim-bar-menu { flex-basis: 100%; margin-left: -0.4rem; }
}
/* Zoomed in so far that the bar would take the page's place */
@media (max-height: 26rem) {
  .bim-bar-inner { padding-block: 0.2rem; }
  .bim-bar-title { display: none; }
}

/* The page: a calm column, and nothing of a notebook */
body.bim-clean { background: var(--jp-layout-color0); }
body.bim-clean :is(.Toastify, .jp-toastContainer) { display: none; }
.bim-page:not(.bim-tools) .jp-Notebook {
  --jp-content-font-size1: 1rem;
  --jp-content-line-height: 1.6;
  --jp-cell-padding: 0;
  padding: 0 !important;
  background: var(--jp-layout-color0);
}
.bim-page:not(.bim-tools) .jp-WindowedPanel-outer { margin: 0 !important; padding: 0; scroll-padding-top: 1rem; background: var(--jp-layout-color0); }
.bim-page:not(.bim-tools) .jp-WindowedPanel-inner { width: auto !important; margin: 0 !important; padding: 0; box-shadow: none; }
.bim-page:not(.bim-tools) .jp-WindowedPanel-viewport { width: auto !important; margin: 0 !important; box-shadow: none; background: var(--jp-layout-color0); padding: 0.75rem clamp(0.75rem, 4vw, 2rem) 6rem; }
.bim-page:not(.bim-tools) .jp-Cell { max-width: 44rem; margin: 0 auto; padding: 0; border: 0; background: none; }
.bim-page:not(.bim-tools) .jp-CodeCell .jp-Cell-inputWrapper,
.bim-page:not(.bim-tools) :is(
  .jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser, .jp-Notebook-footer, .jp-cell-toolbar, .jp-collapseHeadingButton,
  .jp-expandHeadingContainer, .jp-InternalAnchorLink, .jp-Notebook-cellHeader, .jp-CellHeader, .jp-CellFooter,
  .jp-OutputArea-promptOverlay, .jp-OutputArea-executeResult .jp-OutputArea-prompt, .jp-cell-overlay
) { display: none; }
.bim-page:not(.bim-tools) .jp-Cell :is(.jp-RenderedMarkdown, .jp-OutputArea-output) { padding: 0; overflow: visible; }
.bim-page:not(.bim-tools) :is(.jp-OutputArea, .jp-OutputArea-child, .jp-OutputArea-output, .jp-Cell-outputWrapper) { display: block; flex: none; min-width: 0; overflow: visible; }
.bim-page:not(.bim-tools) :is(.jp-OutputArea, .jp-OutputArea-child, .jp-OutputArea-output) .lm-Widget { overflow: visible; }
.bim-page:not(.bim-tools) .jp-Cell-outputWrapper { margin: 0; padding: 0; }
.bim-page:not(.bim-tools) .jp-OutputArea-child { padding: 0; }
/* What a kernel grumbles is not for a learner; that the page did not open is said in the bar. */
.bim-page:not(.bim-tools) :is([data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']) { display: none; }
.bim-page:not(.bim-tools) :is(.jp-Cell, .jp-Notebook, .jp-RenderedMarkdown):is(:focus, :focus-visible) { outline: none !important; box-shadow: none; }
.bim-page:not(.bim-tools) .jp-CodeCell:not(:has(.jp-OutputArea-child)) { display: none; }
.bim-page:not(.bim-tools) .jp-RenderedHTMLCommon { color: var(--jp-content-font-color0, #14202b); overflow-wrap: anywhere; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown :is(h1, h2, h3) { margin: 1.6em 0 0.5em; line-height: 1.25; font-weight: 650; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown h1 { margin-top: 0.6em; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown h2 { font-size: 1.5rem; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown h3 { font-size: 1.1875rem; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown :is(h1, h2, h3, summary):focus-visible { outline: 3px solid var(--jp-brand-color1, #0b5f83); outline-offset: 4px; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown a { text-decoration: underline; }
.bim-page:not(.bim-tools) .jp-RenderedMarkdown table { margin-left: 0; }

@page { margin: 15mm 14mm; }
@media print {
  :is(html, body, body *):has(.bim-page), .bim-page, .bim-page .jp-Notebook, .bim-page :is(.jp-WindowedPanel-outer, .jp-WindowedPanel-inner, .jp-WindowedPanel-viewport) {
    position: static !important;
    display: block !important;
    width: auto !important;
    min-width: 0 !important;
    height: auto !important;
    min-height: 0 !important;
    max-height: none !important;
    contain: none !important;
    overflow: visible !important;
    transform: none !important;
    background: #fff !important;
  }
  :is(body, body *):has(.bim-page) > :not(:has(.bim-page), .bim-page), .bim-page > :not(.jp-Notebook) { display: none !important; }
  /* Also what is printed from the dark theme: its ink is light. */
  .bim-page .jp-RenderedHTMLCommon, .bim-page .jp-RenderedHTMLCommon :is(h1, h2, h3, h4, a, code, th, td) { color: #000 !important; }
  .bim-page .jp-Cell { break-inside: auto; }
  .bim-page :is(h1, h2, h3) { break-after: avoid; }
}
@media (forced-colors: active) {
  .bim-bar-notice { border: 1px solid; }
  .bim-bar-line > div { background: Highlight; }
}
`,""]),t.d(o,{},{A:a})},"../node_modules/css-loader/dist/runtime/api.js"(e){e.exports=function(e){var o=[];return o.toString=function(){return this.map(function(o){var t="",i=void 0!==o[5];return o[4]&&(t+="@supports (".concat(o[4],") {")),o[2]&&(t+="@media ".concat(o[2]," {")),i&&(t+="@layer".concat(o[5].length>0?" ".concat(o[5]):""," {")),t+=e(o),i&&(t+="}"),o[2]&&(t+="}"),o[4]&&(t+="}"),t}).join("")},o.i=function(e,t,i,r,n){"string"==typeof e&&(e=[[null,e,void 0]]);var a={};if(i)for(var m=0;m<this.length;m++){var p=this[m][0];null!=p&&(a[p]=!0)}for(var s=0;s<e.length;s++){var d=[].concat(e[s]);i&&a[d[0]]||(void 0!==n&&(void 0===d[5]||(d[1]="@layer".concat(d[5].length>0?" ".concat(d[5]):""," {").concat(d[1],"}")),d[5]=n),t&&(d[2]&&(d[1]="@media ".concat(d[2]," {").concat(d[1],"}")),d[2]=t),r&&(d[4]?(d[1]="@supports (".concat(d[4],") {").concat(d[1],"}"),d[4]=r):d[4]="".concat(r)),o.push(d))}},o}},"../node_modules/css-loader/dist/runtime/noSourceMaps.js"(e){e.exports=function(e){return e[1]}},"./style/index.css"(e,o,t){t.r(o);var i=t("../node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"),r=t.n(i),n=t("../node_modules/style-loader/dist/runtime/styleDomAPI.js"),a=t.n(n),m=t("../node_modules/style-loader/dist/runtime/insertBySelector.js"),p=t.n(m),s=t("../node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"),d=t.n(s),l=t("../node_modules/style-loader/dist/runtime/insertStyleElement.js"),b=t.n(l),u=t("../node_modules/style-loader/dist/runtime/styleTagTransform.js"),c=t.n(u),g=t("../node_modules/css-loader/dist/cjs.js!./style/index.css"),f={};f.styleTagTransform=c(),f.setAttributes=d(),f.insert=p().bind(null,"head"),f.domAPI=a(),f.insertStyleElement=b(),r()(g.A,f);let h=g.A&&g.A.locals?g.A.locals:void 0;t.d(o,{},{default:h})},"../node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"(e){var o=[];function t(e){for(var t=-1,i=0;i<o.length;i++)if(o[i].identifier===e){t=i;break}return t}function i(e,i){for(var r={},n=[],a=0;a<e.length;a++){var m=e[a],p=i.base?m[0]+i.base:m[0],s=r[p]||0,d="".concat(p," ").concat(s);r[p]=s+1;var l=t(d),b={css:m[1],media:m[2],sourceMap:m[3],supports:m[4],layer:m[5]};if(-1!==l)o[l].references++,o[l].updater(b);else{var u=function(e,o){var t=o.domAPI(o);return t.update(e),function(o){o?(o.css!==e.css||o.media!==e.media||o.sourceMap!==e.sourceMap||o.supports!==e.supports||o.layer!==e.layer)&&t.update(e=o):t.remove()}}(b,i);i.byIndex=a,o.splice(a,0,{identifier:d,updater:u,references:1})}n.push(d)}return n}e.exports=function(e,r){var n=i(e=e||[],r=r||{});return function(e){e=e||[];for(var a=0;a<n.length;a++){var m=t(n[a]);o[m].references--}for(var p=i(e,r),s=0;s<n.length;s++){var d=t(n[s]);0===o[d].references&&(o[d].updater(),o.splice(d,1))}n=p}}},"../node_modules/style-loader/dist/runtime/insertBySelector.js"(e){var o={};e.exports=function(e,t){var i=function(e){if(void 0===o[e]){var t=document.querySelector(e);if(window.HTMLIFrameElement&&t instanceof window.HTMLIFrameElement)try{t=t.contentDocument.head}catch(e){t=null}o[e]=t}return o[e]}(e);if(!i)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");i.appendChild(t)}},"../node_modules/style-loader/dist/runtime/insertStyleElement.js"(e){e.exports=function(e){var o=document.createElement("style");return e.setAttributes(o,e.attributes),e.insert(o,e.options),o}},"../node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"(e,o,t){e.exports=function(e){var o=t.nc;o&&e.setAttribute("nonce",o)}},"../node_modules/style-loader/dist/runtime/styleDomAPI.js"(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var o=e.insertStyleElement(e);return{update:function(t){var i,r,n;i="",t.supports&&(i+="@supports (".concat(t.supports,") {")),t.media&&(i+="@media ".concat(t.media," {")),(r=void 0!==t.layer)&&(i+="@layer".concat(t.layer.length>0?" ".concat(t.layer):""," {")),i+=t.css,r&&(i+="}"),t.media&&(i+="}"),t.supports&&(i+="}"),(n=t.sourceMap)&&"u">typeof btoa&&(i+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),e.styleTagTransform(i,o,e.options)},remove:function(){var e;null===(e=o).parentNode||e.parentNode.removeChild(e)}}}},"../node_modules/style-loader/dist/runtime/styleTagTransform.js"(e){e.exports=function(e,o){if(o.styleSheet)o.styleSheet.cssText=e;else{for(;o.firstChild;)o.removeChild(o.firstChild);o.appendChild(document.createTextNode(e))}}}}]);